// A JSON value as a folding tree. Nothing below a folded node exists until it is opened, and long lists come in parts.
import {button, el} from "./dom.js";
import {count, line, printable} from "./format.js";
import {Digits, isObject, members} from "./json.js";
import {isSnapshot, summary} from "./people.js";

const PART = 100; // Children shown at once.
const TEXT = 600; // Characters of a text shown at once.
const OPEN_ROWS = 60; // A node with more rows than this is not opened by itself.
const DEPTH_OPEN = 3;

function leafOf(value) {
  if (value === null) return el("span", {class: "json-null"}, "null");
  if (typeof value === "string") return textOf(value);
  if (typeof value === "boolean") return el("span", {class: "json-bool"}, String(value));
  return el("span", {class: "json-number"}, value instanceof Digits ? value.text : String(value));
}

function textOf(value) {
  if (value.length <= TEXT) return el("span", {class: "json-text"}, `"${printable(value)}"`);
  const node = el("span", {class: "json-text"});
  let shown = 0;
  const content = el("bdi", {}, "");
  const rest = button("", more, {kind: "link"});
  function more() {
    content.append(printable(value.slice(shown, shown + (shown ? 20 * TEXT : TEXT))));
    shown += shown ? 20 * TEXT : TEXT;
    if (shown >= value.length) rest.remove();
    else rest.textContent = `show more (${count(value.length - shown)} characters)`;
  }
  node.append('"', content, "…", rest);
  more();
  return node;
}

/** The marks of the catalogue: a map from a path ("call.custom") to {kind, text}. */
const markOf = (path, marks) => {
  const mark = marks?.get(path.join("."));
  return mark && el("span", {class: `mark ${mark.kind}`}, mark.text);
};

const isOpened = (path, value) =>
  path.length === 0 || (!isSnapshot(path) && path.length < DEPTH_OPEN && members(value).length <= OPEN_ROWS);

function rowsInto(list, value, path, options) {
  const all = members(value);
  let shown = 0;
  function more() {
    for (const [key, child] of all.slice(shown, shown + PART))
      list.append(rowOf(key, child, [...path, String(key)], Array.isArray(value), options));
    shown += PART;
    if (shown < all.length) {
      list.append(
        el(
          "li",
          {class: "tree-more"},
          button(
            `show ${count(Math.min(PART, all.length - shown))} more of ${count(all.length - shown)}`,
            (event) => {
              event.currentTarget.parentNode.remove();
              more();
            },
            {kind: "link"},
          ),
        ),
      );
    }
  }
  more();
}

function keyOf(key, isIndex) {
  return el("span", {class: isIndex ? "json-index" : "json-key"}, el("bdi", {}, line(key, 120)));
}

function rowOf(key, value, path, isIndex, options) {
  if (!isObject(value) || members(value).length === 0) {
    const leaf = isObject(value) ? el("span", {class: "json-null"}, Array.isArray(value) ? "[]" : "{}") : leafOf(value);
    return el(
      "li",
      {class: "tree-leaf"},
      keyOf(key, isIndex),
      " ",
      el("bdi", {class: "tree-value"}, leaf),
      markOf(path, options.marks),
    );
  }
  const list = el("ul", {class: "tree-children", hidden: true});
  const words = el("span", {class: "tree-summary"}, el("bdi", {}, summary(key, value)));
  const row = el(
    "button",
    {type: "button", class: "tree-fold", "aria-expanded": "false", onclick: toggle},
    el("span", {class: "tree-arrow", "aria-hidden": "true"}),
    keyOf(key, isIndex),
    el("span", {class: "json-brace"}, Array.isArray(value) ? "[ ]" : "{ }"),
    words,
  );
  function toggle() {
    const opens = row.getAttribute("aria-expanded") === "false";
    if (opens && !list.hasChildNodes()) rowsInto(list, value, path, options);
    row.setAttribute("aria-expanded", String(opens));
    list.hidden = !opens;
  }
  if (isOpened(path, value)) toggle();
  return el("li", {class: "tree-branch"}, row, markOf(path, options.marks), list);
}

/** The tree of `value`. `marks`: what the catalogue says about paths. */
export function tree(value, {marks} = {}) {
  if (!isObject(value)) return el("div", {class: "tree"}, el("bdi", {}, leafOf(value)));
  const list = el("ul", {class: "tree-children root"});
  rowsInto(list, value, [], {marks});
  return el("div", {class: "tree"}, list);
}
