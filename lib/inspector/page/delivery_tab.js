// How a delivery came: its signature step by step, its attempts on one axis, its headers.
import {axis} from "./axis.js";
import {el, scrolling, table} from "./dom.js";
import {bytes, clock, dated, duration, instant, line, shortUrl} from "./format.js";

const STEPS = {
  encoding: "Encoding",
  inflate: "Decompressed",
  signature: "Signature given",
  hmac: "Signature compared",
  json: "Read as an event",
};
const SIGNS = {true: ["✓", "passed"], false: ["✗", "failed"], null: ["–", "not reached"]};

function steps(delivery) {
  if (!delivery.steps?.length) return undefined;
  return el(
    "section",
    {},
    el("h2", {}, "Verification"),
    el(
      "ol",
      {class: "steps"},
      delivery.steps.map((step) => {
        const [sign, words] = SIGNS[String(step.ok ?? null)];
        return el(
          "li",
          {class: words.replace(" ", "-")},
          el("span", {class: "step-sign", role: "img", "aria-label": words}, sign),
          el(
            "div",
            {},
            el("b", {}, STEPS[step.name] ?? line(step.name, 40)),
            el("p", {class: "quiet"}, el("bdi", {}, line(step.text, 600))),
          ),
        );
      }),
    ),
  );
}

/** When a target was asked; the delivery's own time where that is not known. */
const timeOf = (delivery, one) => (instant(one.at) > 0 ? one.at : delivery.at);

const OUTCOMES = {ok: "ok", status: "refused", network: "unreachable", timeout: "no answer in time"};

/** "attempt 1: 200 in 3 ms"; of what was read again, the answer or its time may be unknown. */
function wordsOf(one, answer) {
  return `attempt ${one.attempt}: ${answer}${Number.isFinite(one.duration_ms) ? ` in ${duration(one.duration_ms)}` : ""}`;
}

function lanes(delivery) {
  const own = {
    name: delivery.transport === "webhook" ? "this listener" : delivery.transport,
    bars: (delivery.attempts ?? []).map((one) => ({
      at: one.at,
      ms: one.duration_ms ?? 0,
      wrong: one.verdict !== "accepted",
      words: wordsOf(one, one.status ?? (one.verdict === "accepted" ? "its answer is not recorded" : "no answer")),
      label: String(one.status ?? "–"),
    })),
  };
  const targets = (delivery.answers ?? []).map((target) => ({
    name: shortUrl(target.url),
    bars: target.attempts.map((one) => ({
      at: timeOf(delivery, one),
      ms: one.duration_ms ?? 0,
      wrong: one.outcome !== "ok",
      words: wordsOf(one, one.status || OUTCOMES[one.outcome] || one.outcome),
      label: String(one.status || "–"),
    })),
  }));
  return [own, ...targets].filter((lane) => lane.bars.length);
}

function answersTable(delivery) {
  const rows = (delivery.answers ?? []).flatMap((target) => target.attempts.map((one) => ({...one, url: target.url})));
  if (!rows.length) return undefined;
  return table(
    "Answers of targets",
    ["Target", "Attempt", "At", "Answer", "Took", "Details"],
    rows.map((one) =>
      el(
        "tr",
        {},
        el("td", {class: "mono"}, shortUrl(one.url)),
        el("td", {}, one.attempt),
        el("td", {class: "mono"}, clock(timeOf(delivery, one))),
        el("td", {class: one.outcome === "ok" ? "" : "reason"}, one.status || OUTCOMES[one.outcome] || one.outcome),
        el("td", {}, duration(one.duration_ms)),
        el(
          "td",
          {},
          one.error && el("p", {class: "reason"}, line(one.error, 300)),
          one.location && el("p", {}, "to ", el("code", {}, line(one.location, 200))),
          one.response_body &&
            el("pre", {class: "answer"}, el("bdi", {}, line(one.response_body, 2048)), one.response_cut && "…"),
        ),
      ),
    ),
  );
}

function attempts(delivery) {
  const shown = lanes(delivery);
  if (!shown.length) return undefined;
  return el("section", {}, el("h2", {}, "Attempts"), axis(shown), answersTable(delivery));
}

function headers(delivery) {
  if (!delivery.headers?.length) return undefined;
  return el(
    "section",
    {},
    el("h2", {}, "Headers"),
    scrolling(
      "Headers",
      el(
        "table",
        {class: "headers"},
        el(
          "tbody",
          {},
          delivery.headers.map(([name, value]) =>
            el(
              "tr",
              {},
              el("th", {scope: "row"}, el("bdi", {}, line(name, 120))),
              el("td", {class: "mono"}, el("bdi", {}, line(value, 1000))),
            ),
          ),
        ),
      ),
    ),
  );
}

function request(delivery) {
  const facts = [
    ["Received", dated(delivery.at)],
    ["From", line(delivery.remote ?? "", 80)],
    ["Request", delivery.method && line(`${delivery.method} ${delivery.path ?? ""}`, 200)],
    ["Webhook id", line(delivery.webhook_id ?? "", 120)],
    ["Body", bytes(delivery.bytes) + (delivery.gzip ? `, ${bytes(delivery.wire_bytes)} compressed` : "")],
    ["First seen", delivery.first_seen && delivery.first_seen !== delivery.at && dated(delivery.first_seen)],
  ];
  return el(
    "section",
    {},
    el("h2", {}, "Request"),
    el(
      "dl",
      {class: "pairs"},
      facts
        .filter(([, value]) => value)
        .map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {class: "mono"}, el("bdi", {}, value)))),
    ),
  );
}

export const deliveryTab = (delivery) => [steps(delivery), attempts(delivery), headers(delivery), request(delivery)];
