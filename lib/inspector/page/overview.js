// The charts: how fast what came, how long answers took, how often it was tried; and the calls.
import {bars, columns, legend} from "./charts.js";
import {el, put} from "./dom.js";
import {clock, count, duration, line, plural} from "./format.js";
import * as route from "./route.js";
import {on, store} from "./store.js";
import {viewHead} from "./view_head.js";

const EVERY_MS = 1000;
const MANY = 2000; // Rows from which the charts are drawn less often.
const MANY_EVERY = 4;
const COLUMNS = 48;
const TYPES = 12;
const CALLS = 8;
const WIDTHS = [1000, 2000, 5000, 10_000, 30_000, 60_000, 300_000, 900_000, 3_600_000, 10_800_000];

const deliveries = () => [...store.rows.rows()].filter((row) => row.kind === "delivery");
const search = (text) => route.write({...route.read(), query: text});

function tallied(rows, nameOf) {
  const found = new Map();
  for (const row of rows) {
    const name = nameOf(row);
    if (!name) continue;
    const one = found.get(name) ?? {name, total: 0, wrong: 0, group: row.group, last: row.at};
    one.total += 1;
    if (row.verdict !== "accepted") one.wrong += 1;
    if (row.at > one.last) one.last = row.at;
    found.set(name, one);
  }
  return [...found.values()].sort((one, other) => other.total - one.total);
}

function rate(rows) {
  const times = rows.map((row) => row.time);
  const to = times.reduce((most, one) => Math.max(most, one), 0);
  const from = times.reduce((least, one) => Math.min(least, one), to);
  const width = WIDTHS.find((one) => (to - from) / one <= COLUMNS - 1) ?? Math.ceil((to - from) / (COLUMNS - 1));
  const slots = Array.from({length: COLUMNS}, () => ({}));
  const start = to - width * (COLUMNS - 1);
  rows.forEach((row, index) => {
    const slot = slots[Math.max(0, Math.min(COLUMNS - 1, Math.round((times[index] - start) / width)))];
    slot[row.group || "none"] = (slot[row.group || "none"] ?? 0) + 1;
  });
  const groups = [...new Set(rows.map((row) => row.group || "none"))];
  return el(
    "section",
    {class: "chart"},
    el("h2", {}, "Deliveries by type over time"),
    columns(slots, groups, [clock(start, false), `${duration(width)} a column`, clock(to, false)]),
    legend(groups),
  );
}

function latency(rows) {
  const forwarded = rows.flatMap((row) => (row.targets ?? []).map((target) => target.duration_ms));
  const times = (
    forwarded.length ? forwarded : rows.filter((row) => row.transport !== "websocket").map((row) => row.duration_ms)
  )
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  if (!times.length) return undefined;
  const edges = [0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, Infinity];
  const counts = edges.map(() => 0);
  for (const time of times) counts[edges.findIndex((edge) => time <= edge)] += 1;
  const first = counts.findIndex(Boolean);
  const last = counts.findLastIndex(Boolean);
  const at = (share) => times[Math.min(times.length - 1, Math.floor(share * times.length))];
  return el(
    "section",
    {class: "chart"},
    el("h2", {}, forwarded.length ? "How long targets took" : "How long answers took"),
    bars(
      counts.slice(first, last + 1).map((number, index) => ({
        name: edges[first + index] === Infinity ? "> 5 s" : `≤ ${duration(edges[first + index])}`,
        value: number,
      })),
    ),
    el("p", {class: "quiet"}, `p50 ${duration(at(0.5))}, p95 ${duration(at(0.95))}, longest ${duration(times.at(-1))}`),
  );
}

function retries() {
  const groups = [...store.rows.groups.values()].filter(
    (group) => group.last.kind === "delivery" && group.last.webhook_id,
  );
  const tries = groups.map((group) => Math.max(group.rows.length, group.last.attempt ?? 1));
  const most = tries.reduce((top, one) => Math.max(top, one), 0);
  if (most < 2) return undefined;
  const shown = Math.min(most, 6);
  const lines = Array.from({length: shown}, (_, index) => ({
    name: index === 0 ? "at once" : `${index + 1} attempts${index + 1 === shown && most > shown ? " or more" : ""}`,
    value: tries.filter((one) => Math.min(one, shown) === index + 1).length,
  }));
  const lost = groups.filter((group) => group.last.verdict !== "accepted").length;
  return el(
    "section",
    {class: "chart"},
    el("h2", {}, "Attempts of each delivery"),
    bars(lines),
    lost > 0 && el("p", {class: "reason"}, `${plural(lost, "delivery", "deliveries")} not accepted yet`),
  );
}

/** A name that breaks behind its dots and underscores. */
const breakable = (name) =>
  line(name, 90)
    .split(/(?<=[._:])/)
    .flatMap((part, index) => (index > 0 ? [el("wbr"), part] : [part]));

function tables(rows) {
  const types = tallied(rows, (row) => row.type);
  const calls = tallied(rows, (row) => row.call_cid).sort((one, other) => (one.last < other.last ? 1 : -1));
  const table = (title, list, most, name, cell) =>
    list.length > 0 &&
    el(
      "section",
      {class: "chart"},
      el("h2", {}, title),
      el(
        "table",
        {class: "tally"},
        el(
          "thead",
          {},
          el(
            "tr",
            {},
            el("th", {scope: "col"}, el("span", {class: "offscreen"}, "Name")),
            el("th", {scope: "col"}, "received"),
            el("th", {scope: "col"}, "not accepted"),
          ),
        ),
        el(
          "tbody",
          {},
          list
            .slice(0, most)
            .map((one) =>
              el(
                "tr",
                {},
                el("th", {scope: "row"}, el("a", {href: search(`${name}:${one.name}`)}, cell(one))),
                el("td", {}, count(one.total)),
                el("td", {class: "reason"}, one.wrong ? count(one.wrong) : ""),
              ),
            ),
        ),
        list.length > most &&
          el(
            "tfoot",
            {},
            el("tr", {}, el("td", {class: "quiet", colspan: 3}, `and ${count(list.length - most)} more`)),
          ),
      ),
    );
  return [
    table("Types", types, TYPES, "type", (one) =>
      el("span", {class: `type group-${one.group || "none"}`}, el("bdi", {}, breakable(one.name))),
    ),
    table("Calls", calls, CALLS, "call", (one) => el("bdi", {class: "mono"}, breakable(one.name))),
  ];
}

/** What is said above the charts. */
function keptWords(state) {
  return [
    state?.total > (state?.kept ?? 0) && `${count(state.total)} received, the latest ${count(state.kept)} are kept`,
    state?.skipped > 0 && `${count(state.skipped)} were not kept: the inspector was too slow`,
  ]
    .filter(Boolean)
    .join("; ");
}

const turn = () => new Promise((then) => setTimeout(then));

/** The charts of thousands of rows, one after the other, so that the page can draw a frame between them. */
async function chartsOf(rows) {
  const made = [];
  for (const chart of [rate, latency, retries, tables]) {
    if (rows.length > MANY) await turn();
    made.push(chart(rows));
  }
  return made;
}

export function overviewView(place) {
  const content = el("div", {class: "charts"});
  put(place, el("article", {class: "page-view"}, viewHead("Overview"), content));
  let due = true;
  let drawing = false;
  async function draw() {
    if (!due || drawing) return;
    due = false;
    const rows = deliveries();
    if (rows.length === 0) {
      const words = "Charts appear with the first deliveries. Choose a delivery in the list to see what is in it.";
      put(content, el("p", {class: "quiet"}, words));
      return;
    }
    drawing = true;
    const charts = await chartsOf(rows);
    drawing = false;
    const words = keptWords(store.state);
    put(content, words && el("p", {class: "quiet wide"}, words), charts);
  }
  draw();
  let ticks = 0;
  const timer = setInterval(() => {
    ticks += 1;
    if (store.rows.bySeq.size < MANY || ticks % MANY_EVERY === 0) draw();
  }, EVERY_MS);
  const stops = [
    on("rows", () => {
      due = true;
      if (!content.querySelector(".chart")) draw();
    }),
    on("state", () => {
      due = true;
    }),
  ];
  return {
    leave() {
      clearInterval(timer);
      for (const stop of stops) stop();
    },
  };
}
