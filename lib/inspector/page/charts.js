// Small charts of elements: columns over time, and bars.
import {el, svg} from "./dom.js";
import {count, line} from "./format.js";

const HEIGHT = 96;

/** `slots`: a map from group to number each; `labels`: below the left end, the middle, the right end. */
export function columns(slots, groups, labels) {
  const most = Math.max(1, ...slots.map((slot) => Object.values(slot).reduce((sum, one) => sum + one, 0)));
  const total = slots.reduce((sum, slot) => sum + Object.values(slot).reduce((all, one) => all + one, 0), 0);
  const shapes = slots.flatMap((slot, index) => {
    let top = HEIGHT;
    return groups
      .filter((group) => slot[group])
      .map((group) => {
        const height = Math.max(1.5, (slot[group] / most) * HEIGHT);
        top -= height;
        return svg("rect", {
          x: index * 10 + 1,
          y: top.toFixed(2),
          width: 8,
          height: height.toFixed(2),
          class: `fill-${group}`,
        });
      });
  });
  return el(
    "figure",
    {class: "columns"},
    el("span", {class: "most", "aria-hidden": "true"}, count(most)),
    svg(
      "svg",
      {
        viewBox: `0 0 ${slots.length * 10} ${HEIGHT}`,
        preserveAspectRatio: "none",
        role: "img",
        "aria-label": `${count(total)} deliveries over time, at most ${count(most)} in a column`,
      },
      shapes,
    ),
    el(
      "figcaption",
      {},
      labels.map((words) => el("span", {}, words)),
    ),
  );
}

export const legend = (groups) =>
  el(
    "ul",
    {class: "legend"},
    groups.map((group) =>
      el(
        "li",
        {},
        el("span", {class: `dot group-${group}`, "aria-hidden": "true"}),
        line(group === "none" ? "other" : group, 40),
      ),
    ),
  );

/** `lines`: [{name, value}]. */
export function bars(lines) {
  const most = Math.max(1, ...lines.map((one) => one.value));
  return el(
    "dl",
    {class: "bars"},
    lines.map((one) => {
      const bar = el("span", {class: "bar-fill"});
      bar.style.width = `${((one.value / most) * 100).toFixed(2)}%`;
      return el(
        "div",
        {},
        el("dt", {}, one.name),
        el(
          "dd",
          {},
          el("span", {class: "bar-track", "aria-hidden": "true"}, bar),
          el("span", {class: "bar-value"}, count(one.value)),
        ),
      );
    }),
  );
}
