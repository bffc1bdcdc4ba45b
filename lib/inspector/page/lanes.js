// The lanes of a call's story: what lasted, and what happened at a moment.
import {place, scale, SHARE} from "./axis.js";
import {el} from "./dom.js";
import {clock, duration, line, plural} from "./format.js";
import * as route from "./route.js";

/** The address of the delivery of a moment, at its story. */
export const link = (n) => route.write({...route.read(), view: "d", key: String(n), tab: "call"});

function spanWords(lane, span, from, to) {
  const began = span.from === undefined ? "beginning not seen" : `from ${clock(from, false)}`;
  const lasted = span.to === undefined ? (span.neverEnded ? "never ended" : "goes on") : duration(to - from);
  return `${line(lane.name, 60)}: ${began}, ${lasted}${span.failed ? ", failed" : ""}`;
}

const NEAR = 0.5; // Percent of the lane: moments that are nearer to each other are one point.

/** The marks of a lane as points, each with the marks that lie on it. */
function pointsOf(marks, share) {
  const points = new Map();
  for (const mark of marks) {
    const key = `${Math.round(share(mark.at) / NEAR)} ${mark.failed}`;
    if (points.has(key)) points.get(key).push(mark);
    else points.set(key, [mark]);
  }
  return [...points.values()];
}

function laneOf(lane, told, span) {
  const share = (time) => ((time - told.from) / span) * SHARE;
  const spans = lane.spans.map((one) => {
    const from = one.from ?? told.from;
    const to = one.to ?? told.to;
    const words = spanWords(lane, one, from, to);
    const kind = [
      `group-${lane.group}`,
      one.to === undefined && "open",
      one.from === undefined && "headless",
      (one.neverEnded || one.failed) && "wrong",
    ]
      .filter(Boolean)
      .join(" ");
    return place(
      el(
        "li",
        {class: `span ${kind}`},
        el(
          "a",
          {href: link(one.n), title: words},
          el("span", {class: "offscreen"}, words),
          el("span", {class: "span-label", "aria-hidden": "true"}, one.to === undefined ? "" : duration(to - from)),
        ),
      ),
      share(from),
      one.to === undefined ? 100 - share(from) : share(to) - share(from),
    );
  });
  const marks = pointsOf(lane.marks, share).map((all) => {
    const [one] = all;
    const words = all.length > 1 ? `${one.words}, and ${plural(all.length - 1, "more event")}` : one.words;
    return place(
      el(
        "li",
        {class: `point group-${lane.group}${one.failed ? " wrong" : ""}`},
        el("a", {href: link(one.n), title: words}, el("span", {class: "offscreen"}, `${words}, ${clock(one.at, false)}`)),
      ),
      share(one.at),
    );
  });
  return el(
    "div",
    {class: "lane"},
    el("span", {class: "lane-name", title: lane.name}, el("bdi", {}, line(lane.name, 60))),
    el("ul", {class: "track"}, spans, marks),
  );
}

/** All lanes of a story, below their axis. */
export function lanesOf(told) {
  const span = Math.max(told.to - told.from, 1);
  return el(
    "div",
    {class: "lanes"},
    scale(told.from, span),
    told.lanes.map((lane) => laneOf(lane, told, span)),
  );
}
