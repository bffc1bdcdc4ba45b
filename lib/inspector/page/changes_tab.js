// What changed: against what earlier events of the call last said, or against the one event before.
import {fetchMoments, isOf} from "./moments.js";
import {fetchDelivery} from "./deliveries.js";
import {changes, diffTable} from "./diff.js";
import {button, el, put} from "./dom.js";
import {clock, line} from "./format.js";
import * as route from "./route.js";
import {inOrder} from "./story.js";

/** The fields of `event` as the events before it last had them, and the moments that had them. */
function lastSaid(before, event) {
  const said = {type: before.at(-1).event.type};
  const sources = new Set();
  for (const name of Object.keys(event)) {
    const source = before.findLast((one) => Object.hasOwn(one.event, name));
    if (!source) continue;
    said[name] = source.event[name];
    if (typeof event[name] === "object") sources.add(source);
  }
  return {said, sources: sources.size ? [...sources] : [before.at(-1)]};
}

const eventLink = ({type, group, n, at}) =>
  el(
    "a",
    {href: route.write({...route.read(), view: "d", key: String(n)})},
    el("span", {class: `type group-${group || "none"}`}, line(type, 90)),
    ` of ${clock(at)}`,
  );

const nothing = (words) => el("p", {class: "quiet"}, words);

export function changesTab(delivery) {
  const content = el("div", {}, nothing("Reading the earlier events…"));
  const show = {
    async known() {
      const {moments} = await fetchMoments(delivery.call_cid);
      const known = inOrder(moments);
      const index = known.findIndex((one) => isOf(one, delivery));
      const before = known.slice(0, Math.max(index, 0));
      if (before.length === 0)
        return nothing("This is the first event of the call that is kept: there is nothing to compare it with.");
      const {said, sources} = lastSaid(before, delivery.event);
      const links = sources.map((one, number) => [number > 0 && ", ", eventLink({...one, type: one.event.type})]);
      return [el("p", {class: "compared"}, "Compared with ", links), diffTable(changes(said, delivery.event))];
    },
    async previous() {
      if (delivery.previous === null || delivery.previous === undefined)
        return nothing("No earlier event of the call is kept.");
      const before = await fetchDelivery(String(delivery.previous));
      const link = eventLink({...before, n: before.seq});
      if (before.event === undefined) return [el("p", {class: "compared"}, link), nothing("Its body is not JSON.")];
      return [el("p", {class: "compared"}, "Compared with ", link), diffTable(changes(before.event, delivery.event))];
    },
  };
  const buttons = [
    ["known", "What was known"],
    ["previous", "Previous event"],
  ].map(([name, words]) => button(words, () => choose(name), {kind: "segment", "data-name": name}));
  function choose(name) {
    for (const one of buttons) one.setAttribute("aria-pressed", String(one.dataset.name === name));
    show[name]().then(
      (shown) => put(content, shown),
      (error) => put(content, nothing(line(error.message, 200))),
    );
  }
  choose("known");
  return [el("div", {class: "segments", role: "group", "aria-label": "Compare with"}, buttons), content];
}
