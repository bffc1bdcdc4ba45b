// What the page of this command offers, and which command's page has the rest.
import {el, put} from "./dom.js";
import {commandLine} from "./notice.js";
import {can, store} from "./store.js";
import {viewHead} from "./view_head.js";

// What the command must be able to do for a view: one of these.
const NEEDS = {
  replay: ["replay"],
  send: ["send"],
  forge: ["forge"],
  check: ["check"],
  plan: ["respond", "hold"],
  emulator: ["emulator"],
};
// What only one command's page has: its name, what it does, and how to start it.
const ELSEWHERE = {
  plan: ["Plan", "fails on purpose, and holds deliveries before they are answered", "streamctl listen --ui"],
  emulator: ["Emulator", "shows its calls, users, connections and hooks, and pushes events", "streamctl emulator --ui"],
};

export const isOffered = (view) => NEEDS[view]?.some(can) ?? true;

/** In place of a view that this command has not. */
export function elsewhereView(place, {view}) {
  const [title, words, line] = ELSEWHERE[view] ?? [view, "sends events", "streamctl listen --ui"];
  put(
    place,
    el(
      "article",
      {class: "page-view"},
      viewHead(title),
      el(
        "div",
        {class: "view-body"},
        el("p", {}, `This is the page of ${store.state.command}. Another command ${words}:`),
        commandLine(line),
      ),
    ),
  );
}

/** The same as a part of the help; undefined where everything is here. */
export function elsewhere() {
  const missing = Object.entries(ELSEWHERE).filter(([view]) => !isOffered(view));
  if (missing.length === 0) return undefined;
  return [
    el("h2", {}, `Not on the page of ${store.state.command}`),
    el(
      "dl",
      {class: "keys"},
      missing.map(([, [title, words, line]]) =>
        el("div", {}, el("dt", {}, title), el("dd", {}, `${words}: `, commandLine(line))),
      ),
    ),
  ];
}
