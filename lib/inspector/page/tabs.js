// Tabs: one of several parts is shown. Arrow keys, Home and End move between them, as the ARIA practices describe.
import {el} from "./dom.js";

/**
 * A row of tabs and the panel below it. `parts`: [[name, words]]; `chosen(name)`: a tab was chosen by the user.
 * {list, panel, show(name), count(name, number)}: `show` marks the tab whose part the panel has.
 */
export function tabs(label, parts, chosen) {
  const panel = el("div", {class: "panel", role: "tabpanel", id: "panel", tabindex: "0"});
  const made = new Map(
    parts.map(([name, words]) => {
      const number = el("span", {class: "tab-count", hidden: true});
      const tab = el(
        "button",
        {
          type: "button",
          role: "tab",
          id: `tab-${name}`,
          "aria-controls": "panel",
          onclick: () => choose(name),
          onkeydown: (event) => moved(event, name),
        },
        words,
        number,
      );
      return [name, {tab, number}];
    }),
  );
  const names = [...made.keys()];
  const list = el(
    "div",
    {class: "tabs", role: "tablist", "aria-label": label},
    [...made.values()].map(({tab}) => tab),
  );

  function choose(name) {
    chosen(name);
    made.get(name).tab.focus();
  }
  function moved(event, name) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const at = names.indexOf(name);
    const to = {ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: names.length - 1}[event.key];
    if (to === undefined) return;
    event.preventDefault();
    choose(names.at(to % names.length));
  }
  return {
    list,
    panel,
    show(name) {
      for (const [one, {tab}] of made) {
        tab.setAttribute("aria-selected", String(one === name));
        tab.tabIndex = one === name ? 0 : -1;
      }
      panel.setAttribute("aria-labelledby", `tab-${name}`);
    },
    count(name, number) {
      const shown = made.get(name).number;
      shown.textContent = number ?? "";
      shown.hidden = number === undefined;
    },
  };
}
