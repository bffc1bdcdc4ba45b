// Text as it came, in parts, so that megabytes of it never reach the layout at once.
import {button, el} from "./dom.js";
import {bytes, printable} from "./format.js";

const PART = 20_000; // Characters.

export function raw(text) {
  const content = el("pre", {class: "raw", tabindex: "0", "aria-label": "Raw bytes as text"});
  const node = el("div", {}, content);
  let shown = 0;
  const rest = button("", more, {kind: "link"});
  function more() {
    let end = shown + PART;
    if (/[\ud800-\udbff]/.test(text[end - 1] ?? "")) end += 1;
    content.append(printable(text.slice(shown, end)));
    shown = end;
    if (shown < text.length) rest.textContent = `show more (${bytes(text.length - shown)} left)`;
    else rest.remove();
  }
  node.append(rest);
  more();
  return node;
}
