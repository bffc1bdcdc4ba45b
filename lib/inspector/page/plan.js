// How the listener answers: it fails on purpose, or holds deliveries until you decide.
import {post} from "./api.js";
import {button, el, put} from "./dom.js";
import {choice, field, form, text} from "./form.js";
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

async function hold(body) {
  try {
    await post("/api/hold", body);
    setState({...store.state, hold: body.count ? {...body, remaining: body.count} : null});
  } catch (error) {
    sayError(error);
  }
}

const holdingWords = ({hold: {type, call, remaining}}) =>
  el(
    "p",
    {class: "holding"},
    `Holds the next ${plural(remaining, "delivery", "deliveries")} of ${line(type, 60)}${call && call !== "*" ? ` in ${line(call, 60)}` : ""}`,
    button("Hold no more", () => hold({count: 0}), {kind: "link"}),
  );

/** `holding`: where it stands what is held next. */
function holdPart(state, holding) {
  const type = text(state.hold?.type ?? "call.*", {class: "mono"});
  const call = text(state.hold?.call ?? "*", {class: "mono"});
  const number = el("input", {type: "number", min: 1, max: 100, value: state.hold?.remaining ?? 1});
  const again = choice(
    [
      ["release", "release it"],
      ["again", "answer 503, and hold its next attempt"],
    ],
    state.hold?.again ? "again" : "release",
  );
  return el(
    "section",
    {},
    el("h2", {}, "Hold"),
    el(
      "p",
      {class: "quiet"},
      "The next deliveries that match wait before they are answered: release them, change them, deliver them twice, or drop them. You have 5 s for each, because Stream waits 6 s for an answer; with three attempts, 15 s.",
    ),
    holding,
    form(
      () =>
        hold({
          type: type.value || "*",
          call: call.value || "*",
          count: Number(number.value) || 1,
          again: again.value === "again",
        }),
      el(
        "div",
        {class: "fields"},
        field("Type", type),
        field("Call", call),
        field("How many", number),
        field("After 5 s", again),
      ),
      el("div", {class: "do"}, button("Hold", undefined, {kind: "first", type: "submit", image: "hold"})),
    ),
  );
}

export function planView(place) {
  const held = heldList();
  const answers = el("div", {});
  const holding = el("div", {});
  const parts = el("div", {class: "plan-parts"}, answers, can("hold") && holdPart(store.state, holding));
  put(place, el("article", {class: "page-view"}, viewHead("Plan"), el("div", {class: "view-body"}, held.node, parts)));
  const drawn = {};
  /** Draws a part if its member of the state has changed: what is typed elsewhere stays, and what a click may be aimed at. */
  function part(node, name, make) {
    const now = JSON.stringify(store.state[name]);
    if (now === drawn[name]) return;
    drawn[name] = now;
    put(node, make(store.state));
  }
  function draw() {
    if (can("respond")) part(answers, "respond", respondPart);
    part(holding, "hold", (state) => state.hold && holdingWords(state));
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
