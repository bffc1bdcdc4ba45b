// Words at the foot of the page for a moment, and to screen readers; and the clipboard.
import {el, find, put} from "./dom.js";

const STAYS_MS = 3500;
let timer;

/** Says something that needs no answer. `wrong`: in red, and longer. */
export function say(words, {wrong = false} = {}) {
  const place = find("#notice");
  put(place, el("div", {class: wrong ? "toast wrong" : "toast"}, words));
  clearTimeout(timer);
  timer = setTimeout(() => put(place), wrong ? 2 * STAYS_MS : STAYS_MS);
}

/** To screen readers alone. */
export function announce(words) {
  find("#announcer").textContent = words;
}

export const sayError = (error) => say(error.hint ? `${error.message}. ${error.hint}` : error.message, {wrong: true});

/** Copies text, and says so. */
export async function copy(text, what) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = el("textarea", {class: "offscreen", value: text, "aria-hidden": "true"});
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  say(`${what} copied`);
}

/** A command that a click copies. */
export const commandLine = (line) =>
  el(
    "button",
    {type: "button", class: "command-line", onclick: () => copy(line, "Command")},
    el("code", {}, line),
    el("span", {class: "copy-word"}, "Copy"),
  );
