// How the listener answers: it fails on purpose, or holds deliveries until you decide.
import {post} from "./api.js";
import {button, el, put} from "./dom.js";
import {field, form, text} from "./form.js";
import {heldList} from "./held.js";
import {line, plural} from "./format.js";
import {say, sayError} from "./notice.js";
import {can, on, setState, store} from "./store.js";
import {viewHead} from "./view_head.js";

const PLANS = [
  ["", "200 always"],
  ["503,200", "fail once"],
  ["503,timeout,200", "fail, hang, then work"],
  ["timeout,200", "hang once"],
  ["reset,200", "drop the connection once"],
  ["slow:2s", "200 after 2 s"],
  ["500", "fail always"],
];
const ORDINALS = ["1st", "2nd", "3rd"];

function stepsOf(plan) {
  const steps = plan ? plan.split(",") : ["200"];
  return el(
    "ol",
    {class: "plan-steps"},
    steps.map((step, index) => {
      const when =
        index === steps.length - 1
          ? steps.length === 1
            ? "every attempt"
            : "later ones"
          : `${ORDINALS[index] ?? `${index + 1}th`} attempt`;
      return el(
        "li",
        {},
        el("span", {class: "quiet"}, when),
        el("b", {class: /^2\d\d$/.test(step) || step.startsWith("slow") ? "fine" : "planned"}, line(step, 30)),
      );
    }),
  );
}

function respondPart(state) {
  const input = text(state.respond ?? "", {class: "mono", placeholder: "503,timeout,200"});
  async function set(plan) {
    try {
      const {respond} = await post("/api/respond", {plan});
      setState({...store.state, respond});
      say(respond ? `It answers ${respond}` : "It answers 200");
    } catch (error) {
      sayError(error);
    }
  }
  return el(
    "section",
    {},
    el("h2", {}, "Answers"),
    el(
      "p",
      {class: "quiet"},
      "By the attempt of one webhook id; the last step repeats. Steps: a status, slow:2s, timeout, reset.",
    ),
    stepsOf(state.respond ?? ""),
    el(
      "div",
      {class: "presets"},
      PLANS.map(([plan, words]) =>
        button(words, () => set(plan), {"aria-pressed": String((state.respond ?? "") === plan)}),
      ),
    ),
    form(
      () => set(input.value.trim()),
      field("Plan", input),
      el("div", {class: "do"}, button("Set", undefined, {kind: "first", type: "submit"})),
    ),
  );
}

function holdPart(state) {
  const type = text(state.hold?.type ?? "call.*", {class: "mono"});
  const call = text(state.hold?.call ?? "*", {class: "mono"});
  const number = el("input", {type: "number", min: 1, max: 100, value: state.hold?.remaining ?? 1});
  async function hold(body) {
    try {
      await post("/api/hold", body);
      setState({...store.state, hold: body.count ? {type: body.type, call: body.call, remaining: body.count} : null});
    } catch (error) {
      sayError(error);
    }
  }
  return el(
    "section",
    {},
    el("h2", {}, "Hold"),
    el(
      "p",
      {class: "quiet"},
      "The next deliveries that match wait before they are answered: release them, change them, deliver them twice, or drop them. After 5 s each is released, because Stream waits 6 s for an answer and then sends it again.",
    ),
    state.hold &&
      el(
        "p",
        {class: "holding"},
        `Holds the next ${plural(state.hold.remaining, "delivery", "deliveries")} of ${line(state.hold.type, 60)}${state.hold.call && state.hold.call !== "*" ? ` in ${line(state.hold.call, 60)}` : ""}`,
        button("Hold no more", () => hold({count: 0}), {kind: "link"}),
      ),
    form(
      () => hold({type: type.value || "*", call: call.value || "*", count: Number(number.value) || 1}),
      el("div", {class: "fields"}, field("Type", type), field("Call", call), field("How many", number)),
      el("div", {class: "do"}, button("Hold", undefined, {kind: "first", type: "submit", image: "hold"})),
    ),
  );
}

export function planView(place) {
  const held = heldList();
  const parts = el("div", {class: "plan-parts"});
  put(place, el("article", {class: "page-view"}, viewHead("Plan"), el("div", {class: "view-body"}, held.node, parts)));
  let drawn;
  function draw() {
    const {state} = store;
    const now = JSON.stringify([state.respond, state.hold]);
    if (now === drawn) return;
    drawn = now;
    put(parts, can("respond") && respondPart(state), can("hold") && holdPart(state));
  }
  draw();
  const stop = on("state", draw);
  return {
    leave() {
      stop();
      held.leave();
    },
  };
}
