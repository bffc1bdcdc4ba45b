// The keyboard: one letter for what is done often.
import {el, put} from "./dom.js";
import {fetchDelivery} from "./deliveries.js";
import {copy, sayError} from "./notice.js";
import {elsewhere} from "./offers.js";
import * as route from "./route.js";
import {can} from "./store.js";
import {focusSearch} from "./top_bar.js";
import {viewHead} from "./view_head.js";

const KEYS = [
  ["/", "Search"],
  ["j  k", "Next and previous delivery"],
  ["Enter", "Open the delivery"],
  ["1 – 4", "Event, call, delivery, changes"],
  ["d", "Changes since the previous event of the call"],
  ["r", "Replay", "replay"],
  ["f", "Forge an event", "forge"],
  ["c", "Copy as curl"],
  ["x", "Select, to replay several", "replay"],
  ["p", "Pause"],
  ["Esc", "Back to the list"],
  ["?", "These shortcuts"],
];
const TABS = {1: "event", 2: "call", 3: "delivery", 4: "changes"};

export function keysView(place) {
  put(
    place,
    el(
      "article",
      {class: "page-view"},
      viewHead("Keyboard shortcuts"),
      el(
        "dl",
        {class: "keys"},
        KEYS.filter(([, , needs]) => !needs || can(needs)).map(([key, words]) =>
          el(
            "div",
            {},
            el(
              "dt",
              {},
              key
                .split(/\s+/)
                .filter(Boolean)
                .map((one) => (one === "–" ? " – " : el("kbd", {}, one))),
            ),
            el("dd", {}, words),
          ),
        ),
      ),
      el("h2", {}, "Search"),
      el(
        "dl",
        {class: "keys"},
        [
          ["standup", "in the type, call, user, id, reason and body"],
          ["type:call.session_*", "types that match"],
          ["call:default:standup", "one call"],
          ["user:john", "events that name a user"],
          ["is:refused", "or accepted, failed, retry"],
          ["id:3f2a01bc", "a webhook id"],
          ['jq:.call.custom.topic == "demo"', "events for which a jq expression is true; it stands last"],
        ].map(([words, meaning]) => el("div", {}, el("dt", {}, el("code", {}, words)), el("dd", {}, meaning))),
      ),
      elsewhere(),
    ),
  );
}

const isTyping = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;

async function copyCurl() {
  const {view, key} = route.read();
  if (view !== "d") return;
  const delivery = await fetchDelivery(key).catch(sayError);
  if (delivery?.commands?.curl) copy(delivery.commands.curl, "curl command");
}

export function listenToKeys(browser) {
  const {list} = browser;
  const marked = () => (list.marks.size ? [...list.marks] : list.active ? [list.active] : []);
  const step = (by) => {
    const group = list.step(by);
    if (group && route.read().view === "d" && !matchMedia("(max-width: 899px)").matches) browser.open(group);
  };
  const act = {
    "/": focusSearch,
    j: () => step(1),
    k: () => step(-1),
    Enter: () => list.active && browser.open(list.active),
    r: () => can("replay") && marked().length && browser.replay(marked()),
    f: () => can("forge") && route.go({view: "forge"}),
    d: () => route.read().view === "d" && route.go({...route.read(), tab: "changes"}, {replace: true}),
    c: copyCurl,
    x: () => can("replay") && list.mark(list.active),
    p: () => browser.pause(),
    "?": () => route.go({view: "keys"}),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") {
      if (isTyping(event.target)) event.target.blur();
      else if (list.marks.size) list.unmark();
      else route.go({view: "list"});
      return;
    }
    if (isTyping(event.target)) return;
    const inList = event.target === list.box;
    const key = inList && event.key === "ArrowDown" ? "j" : inList && event.key === "ArrowUp" ? "k" : event.key;
    if (key === "Enter" && event.target.closest("button, a, summary, [role=tab]")) return;
    const tab = TABS[key];
    if (tab && route.read().view === "d") route.go({...route.read(), tab}, {replace: true});
    else if (Object.hasOwn(act, key)) act[key]();
    else return;
    event.preventDefault();
  });
}
