// The story of the delivery's call: who was there and how long, what was recorded, what never ended.
import {button, el, put} from "./dom.js";
import {clock, duration, line, plural} from "./format.js";
import {lanesOf, link} from "./lanes.js";
import {fetchMoments, isOf} from "./moments.js";
import {sentence} from "./people.js";
import {on} from "./store.js";
import {presentAt, sessions, story} from "./story.js";

const SHOWN = 100; // Lines of the list below the lanes, until all are asked for.
const AGAIN_MS = 400;
const PAUSE = 10; // How much longer than drawing it the story stays as it is.

function remarks(told) {
  const said = new Map(told.remarks.map((one) => [one.words, one.wrong]));
  if (said.size === 0) return undefined;
  const items = [...said].map(([words, wrong]) =>
    el("li", {class: wrong ? "wrong" : ""}, el("bdi", {}, line(words, 160))),
  );
  return el("ul", {class: "remarks"}, items);
}

function happened(told, delivery, all) {
  const shown = all.wanted ? told.moments : told.moments.slice(-SHOWN);
  return el(
    "section",
    {},
    el("h2", {}, "What happened"),
    shown.length < told.moments.length &&
      el(
        "p",
        {class: "quiet"},
        `The last ${shown.length} of ${plural(told.moments.length, "event")} `,
        button("Show all", all.show, {kind: "link"}),
      ),
    el(
      "ol",
      {class: "happened"},
      shown.map((one) =>
        el(
          "li",
          {"aria-current": isOf(one, delivery) ? "true" : undefined},
          el(
            "a",
            {href: link(one.n)},
            el("time", {}, clock(one.time)),
            el("span", {class: `dot group-${one.group || "none"}`, "aria-hidden": "true"}),
            el("span", {}, el("bdi", {}, sentence(one) || line(one.event.type, 90))),
          ),
        ),
      ),
    ),
  );
}

function sessionChoice(all, chosen, choose) {
  if (all.length < 2) return undefined;
  return el(
    "div",
    {class: "session-choice", role: "group", "aria-label": "Sessions of the call"},
    all.map((moments, index) =>
      button(`Session ${index + 1}, ${clock(moments[0].time, false)}`, () => choose(index), {
        kind: "small",
        "aria-pressed": String(index === chosen),
      }),
    ),
  );
}

export function callTab(delivery, {stops}) {
  const node = el("div", {class: "story"}, el("p", {class: "quiet"}, "Reading the events of this call…"));
  let wanted;
  let wantsAll = false;
  function draw({moments, more}) {
    const all = sessions(moments);
    const own = all.findIndex((session) => session.some((one) => isOf(one, delivery)));
    const chosen = Math.min(wanted ?? (own < 0 ? all.length - 1 : own), all.length - 1);
    const told = story(all[chosen]);
    const words = [
      `${plural(told.moments.length, "event")}${more ? ", the latest" : ""} in ${duration(told.to - told.from)}`,
      told.present > 0 && !told.isOver && `${told.present} in session`,
    ];
    put(
      node,
      el(
        "p",
        {class: "story-head"},
        el("b", {}, el("bdi", {}, line(delivery.call_cid, 90))),
        el("span", {class: "quiet"}, words.filter(Boolean).join(", ")),
      ),
      sessionChoice(all, chosen, (index) => {
        wanted = index;
        draw({moments, more});
      }),
      remarks(told),
      told.moments.length > 0 && lanesOf(told),
      happened(told, delivery, {
        wanted: wantsAll,
        show() {
          wantsAll = true;
          draw({moments, more});
        },
      }),
    );
  }
  let timer;
  let wait = AGAIN_MS;
  async function load() {
    timer = undefined;
    try {
      const known = await fetchMoments(delivery.call_cid);
      const begun = performance.now();
      draw(known);
      wait = Math.max(AGAIN_MS, PAUSE * (performance.now() - begun));
    } catch (error) {
      put(node, el("p", {class: "quiet"}, line(error.message, 200)));
    }
  }
  load();
  stops.push(
    on("rows", (rows) => {
      if (!node.isConnected || !rows.some((row) => row.call_cid === delivery.call_cid)) return;
      timer ??= setTimeout(load, wait);
    }),
    () => clearTimeout(timer),
  );
  return node;
}

/** Adds ", 2 in session" to the sentence of a join or leave, once the story is known. */
export async function addPresence(delivery, title) {
  if (!/^call\.session_participant_(joined|left)$/.test(delivery.type) || delivery.verdict === "refused") return;
  const {moments} = await fetchMoments(delivery.call_cid).catch(() => ({moments: []}));
  const mine = moments.find((one) => isOf(one, delivery));
  const present = mine && presentAt(moments, mine.n);
  if (present !== undefined) title.append(`, ${present} in session`);
}
