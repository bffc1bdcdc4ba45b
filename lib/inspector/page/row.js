// One row of the list: two lines, always of the same height.
import {el, put, svg} from "./dom.js";
import {bytes, clock, duration, line} from "./format.js";

const WORDS = {accepted: "accepted", refused: "refused", failed: "failed"};

/** What was answered: "200", "no answer"; for what came by WebSocket nothing. */
export function answerOf(row) {
  if (row.kind === "note") return "";
  if (row.status) return String(row.status);
  return row.transport === "websocket" || row.verdict === "accepted" ? "" : "none"; // Of what a capture has, nobody knows the answer.
}

export const isWrong = (row) => row.verdict === "refused" || row.verdict === "failed";

const AXIS = 46;

/** The attempts of a group on a small axis of time. */
function timeline(rows) {
  const shown = rows.slice(-8);
  const start = shown[0].time;
  const span = Math.max(shown.at(-1).time - start, 1);
  const x = (row) => 4 + ((row.time - start) / span) * (AXIS - 8);
  return svg(
    "svg",
    {class: "attempts-mini", width: AXIS, height: 10, viewBox: `0 0 ${AXIS} 10`, "aria-hidden": "true"},
    svg("line", {x1: 4, y1: 5, x2: AXIS - 4, y2: 5}),
    shown.map((row) => svg("circle", {cx: x(row).toFixed(1), cy: 5, r: 3, class: isWrong(row) ? "wrong" : "fine"})),
  );
}

/** The second line: why it was refused, or the call, who, and what matters. */
function secondLine(row) {
  if (row.verdict === "refused")
    return [
      el("span", {class: "reason"}, el("bdi", {}, line(row.reason || row.summary || row.code || "refused", 240))),
    ];
  const bad = (row.targets ?? []).find((target) => target.outcome !== "ok");
  const parts = [];
  if (row.call_cid) parts.push(el("bdi", {class: "call"}, line(row.call_cid, 80)));
  if (row.who) parts.push(el("bdi", {class: "who"}, line(row.who, 60)));
  if (row.misbehaviour) parts.push(el("span", {class: "planned"}, `planned ${line(row.misbehaviour, 30)}`));
  if (bad)
    parts.push(
      el("span", {class: "reason"}, `target: ${line(bad.status ? String(bad.status) : bad.error || bad.outcome, 80)}`),
    );
  if (row.summary) parts.push(el("bdi", {class: "row-facts"}, line(row.summary, 160)));
  return parts;
}

const timeOf = (row) => el("time", {}, clock(row.at, false), el("span", {class: "ms"}, clock(row.at).slice(8)));

const titleOf = (row) => row.type || (row.kind === "request" && row.summary) || "no type";

/** Fills `node` with a group. */
export function drawRow(node, group) {
  const row = group.last;
  node.className = `row ${row.kind} ${row.verdict ?? ""}`;
  if (row.kind === "note") {
    put(node, timeOf(row), el("span", {class: "note-words"}, el("bdi", {}, line(row.summary, 240))));
    return;
  }
  const tries = Math.max(group.rows.length, row.attempt ?? 1);
  put(
    node,
    timeOf(row),
    el(
      "span",
      {class: `verdict ${row.misbehaviour && !isWrong(row) ? "planned" : row.verdict}`},
      answerOf(row) || "●",
      el("span", {class: "offscreen"}, ` ${WORDS[row.verdict] ?? ""}`),
    ),
    el(
      "span",
      {class: "row-main"},
      el("span", {class: `type group-${row.group || "none"}`}, el("bdi", {}, line(titleOf(row), 90))),
      tries > 1 &&
        el(
          "span",
          {class: "tries"},
          `×${tries}`,
          el("span", {class: "offscreen"}, " attempts"),
          group.rows.length > 1 && timeline(group.rows),
        ),
    ),
    el("span", {class: "row-took"}, row.transport === "websocket" ? "" : duration(row.duration_ms)),
    el("span", {class: "row-more"}, secondLine(row)),
    el("span", {class: "row-size"}, bytes(row.bytes)),
  );
}
