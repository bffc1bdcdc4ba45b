// An action of the inspector while it runs: its attempts live, then its result.
import {get, post} from "./api.js";
import {button, el, put} from "./dom.js";
import {count, duration, line, plural, shortId} from "./format.js";
import {on} from "./store.js";

const SHOWN = 40; // Deliveries with a line of their own: the latest, and those that failed.
const QUIET_MS = 2500; // Without a word for so long, the inspector is asked.
const OUTCOMES = {network: "unreachable", timeout: "no answer in time"};

/** The events of an action: posts it, hears its events, and asks for them where the stream is silent. */
class Action {
  constructor(path, body, changed) {
    Object.assign(this, {path, body, changed, events: [], early: [], state: "running"});
  }

  async run() {
    this.stop = on("action", (event) => (this.id ? this.hear(event) : this.early.push(event)));
    try {
      this.id = (await post(this.path, this.body)).action;
    } catch (error) {
      this.stop();
      this.state = "failed";
      this.events = [{event: "failed", message: error.message, hint: error.hint}];
      this.changed();
      return;
    }
    for (const event of this.early) this.hear(event);
    this.timer = setInterval(() => this.ask(), QUIET_MS);
    this.changed();
  }

  hear(event) {
    if (event.action !== this.id) return;
    this.heard = Date.now();
    this.events.push(event);
    this.settle();
  }

  async ask() {
    if (Date.now() - (this.heard ?? 0) < QUIET_MS) return;
    const answer = await get(`/api/actions/${encodeURIComponent(this.id)}`).catch(() => undefined);
    if (!answer || this.state !== "running") return;
    if (answer.events.length > this.events.length) this.events = answer.events;
    if (answer.state !== "running") this.state = answer.state;
    this.settle();
  }

  settle() {
    if (this.events.some((event) => event.event === "summary")) this.state = "done";
    if (this.events.some((event) => event.event === "failed")) this.state = "failed";
    if (this.state !== "running") this.leave();
    this.changed();
  }

  leave() {
    this.stop?.();
    clearInterval(this.timer);
  }
}

const attemptWords = (one) =>
  one.outcome === "ok" || one.outcome === "status"
    ? String(one.status)
    : (OUTCOMES[one.outcome] ?? line(one.outcome ?? "", 30));

const chip = (one) =>
  el(
    "li",
    {class: `chip ${one.outcome === "ok" ? "fine" : "wrong"}`, title: line(one.error ?? "", 200) || undefined},
    attemptWords(one),
    el("span", {}, duration(one.duration_ms)),
  );

/** Deliveries by webhook id: their attempts so far and the result. */
function deliveriesOf(events) {
  const found = new Map();
  for (const event of events) {
    if (event.event !== "attempt" && event.event !== "delivery") continue;
    const one = found.get(event.webhook_id) ?? {id: event.webhook_id, type: event.type, attempts: [], result: ""};
    if (event.event === "attempt") one.attempts.push(event);
    else
      Object.assign(one, {
        attempts: event.attempts ?? one.attempts,
        result: event.result,
        type: event.type ?? one.type,
      });
    found.set(event.webhook_id, one);
  }
  return [...found.values()];
}

function deliveryLines(deliveries) {
  const wrong = deliveries.filter((one) => one.result === "failed");
  const shown =
    deliveries.length <= SHOWN
      ? deliveries
      : [...new Set([...wrong.slice(0, SHOWN / 2), ...deliveries.slice(-SHOWN / 2)])];
  const left = deliveries.length - shown.length;
  return [
    el(
      "ul",
      {class: "sent"},
      shown.map((one) => {
        const last = one.attempts.at(-1);
        return el(
          "li",
          {},
          el(
            "span",
            {class: `sent-sign ${one.result}`, role: "img", "aria-label": one.result || "under way"},
            {delivered: "✓", failed: "✗"}[one.result] ?? "…",
          ),
          el("span", {class: "mono"}, line(one.type ?? "", 60)),
          el("code", {class: "quiet"}, shortId(one.id)),
          el("ul", {class: "chips"}, one.attempts.map(chip)),
          one.result === "failed" &&
            last &&
            (last.error || last.response_body) &&
            el("p", {class: "reason"}, el("bdi", {}, line(last.error || last.response_body, 300))),
        );
      }),
    ),
    left > 0 && el("p", {class: "quiet"}, `and ${count(left)} more, delivered`),
  ];
}

function summaryWords(summary) {
  const {deliveries, delivered, failed, attempts, latency_ms: latency = {}} = summary;
  return el(
    "p",
    {class: failed ? "outcome wrong" : "outcome fine"},
    `${count(delivered)} of ${plural(deliveries, "delivery", "deliveries")} delivered in ${plural(attempts, "attempt")}`,
    latency?.p50 !== undefined &&
      latency.p50 !== null &&
      ` · p50 ${duration(latency.p50)}, longest ${duration(latency.max)}`,
  );
}

/** What kept an action from its end, or nothing. */
export function failureWords(events) {
  const failed = events.find((event) => event.event === "failed");
  return (
    failed &&
    el(
      "p",
      {class: "outcome wrong"},
      line(failed.message ?? "It failed", 300),
      failed.hint && el("span", {class: "hint"}, line(failed.hint, 300)),
    )
  );
}

function resultOf(action) {
  const {events} = action;
  const summary = events.find((event) => event.event === "summary");
  return [
    failureWords(events),
    summary && summary.deliveries !== undefined && summaryWords(summary),
    deliveryLines(deliveriesOf(events)),
  ];
}

/** A place where actions of a view run, one at a time. `draw(events)`: what to show instead of deliveries. */
export class ActionPanel {
  constructor({draw, ended} = {}) {
    // Made once, so that a click on its button never misses.
    this.running = el(
      "div",
      {class: "running"},
      el("span", {class: "spinner", "aria-hidden": "true"}),
      el("span", {class: "words"}, "Under way"),
      button("Stop", () => post("/api/cancel", {action: this.action.id}).catch(() => undefined)),
    );
    this.result = el("div", {});
    this.node = el("section", {class: "action", "aria-live": "polite", hidden: true}, this.running, this.result);
    Object.assign(this, {drawEvents: draw, ended});
  }

  run(path, body) {
    this.action?.leave();
    this.action = new Action(path, body, () => this.draw());
    this.node.hidden = false;
    this.draw();
    return this.action.run();
  }

  draw() {
    if (this.drawing) return;
    this.drawing = requestAnimationFrame(() => {
      this.drawing = undefined;
      const {action} = this;
      const running = action.state === "running";
      this.running.hidden = !running;
      put(this.result, this.drawEvents ? this.drawEvents(action.events, action) : resultOf(action));
      if (!running) this.ended?.(action);
    });
  }

  leave() {
    this.action?.leave();
  }
}
