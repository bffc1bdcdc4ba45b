// Lines below the bar that stay as long as they are true: a lost connection, rows that were skipped.
import {button, el, find, put} from "./dom.js";

const lines = new Map();

const textOf = (words) => words?.textContent ?? words;

/** Shows `words` under `name`, or takes them away. `dismiss`: whether the user may. */
export function banner(name, words, {wrong = false, dismiss = false} = {}) {
  // What a click may be aimed at stays the same element.
  const before = lines.get(name);
  if (before?.text === textOf(words) && before?.wrong === wrong) return;
  if (words) lines.set(name, {words, text: textOf(words), wrong, dismiss});
  else lines.delete(name);
  put(
    find("#banner"),
    [...lines].map(([key, line]) =>
      el(
        "div",
        {class: line.wrong ? "wrong" : ""},
        el("span", {class: "words"}, line.words),
        line.dismiss && button("Close", () => banner(key), {kind: "plain"}),
      ),
    ),
  );
}
