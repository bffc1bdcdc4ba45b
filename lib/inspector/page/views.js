// What stands beside the list: a delivery, the charts, or something to do.
import {find, put} from "./dom.js";
import {checkView} from "./check.js";
import {deliveryView} from "./delivery.js";
import {emulatorView} from "./emulator.js";
import {forgeView} from "./forge.js";
import {keysView} from "./keys.js";
import {elsewhereView, isOffered} from "./offers.js";
import {overviewView} from "./overview.js";
import {planView} from "./plan.js";
import {replayView} from "./replay.js";
import {sendView} from "./send.js";

// Each draws into `place` and returns {leave, tab}: what to do when another view comes, or another tab of the same one.
const VIEWS = {
  d: deliveryView,
  replay: replayView,
  send: sendView,
  forge: forgeView,
  check: checkView,
  plan: planView,
  emulator: emulatorView,
  keys: keysView,
  overview: overviewView,
};

let shown;
let current = {};

/** The keyboard goes where the eye does: into a view, but for a delivery beside the list; and back to the list. */
function focus(place, view, hadFocus) {
  if (!Object.hasOwn(VIEWS, view)) {
    if (hadFocus) find(".list-box").focus({preventScroll: true});
  } else if (view !== "d" || matchMedia("(max-width: 899px)").matches) {
    if (!place.contains(document.activeElement)) place.focus({preventScroll: true});
  }
}

/** Shows the view that the address names; the charts where it names none. */
export function showView(place, where, browser) {
  const known = Object.hasOwn(VIEWS, where.view);
  const hadFocus = place.contains(document.activeElement);
  const make = !known ? overviewView : isOffered(where.view) ? VIEWS[where.view] : elsewhereView;
  document.body.classList.toggle("in-view", known);
  const name = known ? `${where.view} ${where.key}` : "overview ";
  if (shown === name) {
    current.tab?.(where.tab);
    return;
  }
  shown = name;
  current.leave?.();
  if (where.view !== "d") put(place); // A delivery replaces what is shown once it is read: nothing flickers.
  place.scrollTop = 0;
  current = make(place, where, browser) ?? {};
  focus(place, where.view, hadFocus);
}
