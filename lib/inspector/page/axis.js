// Lanes over one axis of time: bars that last, and marks that do not.
import {el} from "./dom.js";
import {clock, duration, instant} from "./format.js";

const STEPS = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000,
  1_800_000, 3_600_000, 7_200_000, 21_600_000, 86_400_000,
];
const TICKS_MAX = 6;
const LATE = 80; // From there on, in percent, a narrow view has no room for the words of a tick.

/** The part of the width that lanes use, in percent: labels stand behind it. */
export const SHARE = 92;

/** Where ticks stand between 0 and `span` milliseconds. */
export function ticks(span) {
  const step = STEPS.find((one) => span / one <= TICKS_MAX) ?? span / TICKS_MAX;
  return Array.from({length: Math.floor(span / step) + 1}, (_, index) => index * step);
}

/** Puts an element at a share of the width, in percent. */
export function place(node, left, width) {
  node.style.left = `${Math.max(0, Math.min(100, left)).toFixed(3)}%`;
  if (width !== undefined) node.style.width = `${Math.max(0, Math.min(100 - left, width)).toFixed(3)}%`;
  return node;
}

/** The line of ticks above lanes that last `span` ms from `start`. */
export function scale(start, span) {
  return el(
    "div",
    {class: "lane scale", "aria-hidden": "true"},
    el("span", {class: "lane-name"}, clock(start)),
    el(
      "div",
      {class: "track"},
      ticks(span).map((tick) => {
        const left = (tick / span) * SHARE;
        const words = tick === 0 ? "0" : `+${duration(tick)}`;
        return place(el("span", {class: left > LATE ? "tick late" : "tick"}, words), left);
      }),
    ),
  );
}

/** `lanes`: [{name, bars: [{at, ms, wrong, words, label}]}]. */
export function axis(lanes) {
  const bars = lanes.flatMap((lane) => lane.bars);
  const start = Math.min(...bars.map((bar) => instant(bar.at)));
  const span = Math.max(1, ...bars.map((bar) => instant(bar.at) + bar.ms - start));
  const share = (ms) => (ms / span) * SHARE;
  return el(
    "div",
    {class: "lanes attempts"},
    scale(start, span),
    lanes.map((lane) =>
      el(
        "div",
        {class: "lane"},
        el("span", {class: "lane-name mono", title: lane.name}, lane.name),
        el(
          "ul",
          {class: "track"},
          lane.bars.map((bar) =>
            place(
              el(
                "li",
                {class: bar.wrong ? "bar wrong" : "bar fine", title: bar.words},
                el("span", {class: "offscreen"}, bar.words),
                el("span", {class: "bar-label", "aria-hidden": "true"}, bar.label),
              ),
              share(instant(bar.at) - start),
              share(bar.ms),
            ),
          ),
        ),
      ),
    ),
  );
}
