// A plain editor for JSON that says where it is none.
import {el} from "./dom.js";
import {line} from "./format.js";

/** {node, input, get isJson, format()}: the text area and what is wrong with its text. */
export function jsonEditor(value, label) {
  const input = el("textarea", {class: "editor", spellcheck: "false", rows: 18, "aria-label": label, value});
  const words = el("p", {class: "quiet editor-words", role: "status"});
  const made = {input, node: el("div", {class: "editor-box"}, input, words), isJson: true};
  function check() {
    try {
      JSON.parse(input.value);
      made.isJson = true;
      words.textContent = "";
    } catch (error) {
      made.isJson = false;
      words.textContent = `Not JSON: it is sent as it is. ${line(error.message, 120)}`;
    }
  }
  let timer;
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(check, 200);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Tab" || event.shiftKey) return;
    if (input.dataset.left === "true") return;
    event.preventDefault();
    input.setRangeText("  ", input.selectionStart, input.selectionEnd, "end");
  });
  // Escape, then Tab, leaves the editor by keyboard.
  input.addEventListener("keyup", (event) => {
    input.dataset.left = String(event.key === "Escape");
  });
  made.set = (text) => {
    input.value = text;
    check();
  };
  check();
  return made;
}
