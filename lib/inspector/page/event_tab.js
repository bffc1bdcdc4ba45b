// The event of a delivery: as a tree, or its bytes; and what the catalogue says about its fields.
import {button, el, put} from "./dom.js";
import {bytes, line, plural} from "./format.js";
import {raw} from "./raw.js";
import {tree} from "./tree.js";

const NAMED = 12;

function marksOf(fields) {
  const marks = new Map();
  for (const path of fields?.unknown ?? []) marks.set(path, {kind: "unknown", text: "not in the catalogue"});
  return marks;
}

function report(delivery) {
  const {fields} = delivery;
  if (!fields || !delivery.event) return undefined;
  if (fields.known === false)
    return (
      delivery.type &&
      el("p", {class: "remark"}, "The catalogue does not know the type ", el("code", {}, line(delivery.type, 90)), ".")
    );
  const list = (paths) => [
    paths.slice(0, NAMED).map((path, index) => [index > 0 && ", ", el("code", {}, line(path, 90))]),
    paths.length > NAMED && ` and ${paths.length - NAMED} more`,
  ];
  const {unknown = [], missing = []} = fields;
  if (!unknown.length && !missing.length) return undefined;
  return el(
    "div",
    {class: "remark"},
    missing.length > 0 &&
      el(
        "p",
        {},
        `${plural(missing.length, "field")} that Stream documents ${missing.length === 1 ? "is" : "are"} missing: `,
        list(missing),
      ),
    unknown.length > 0 &&
      el(
        "p",
        {},
        `${plural(unknown.length, "field")} ${unknown.length === 1 ? "is" : "are"} not in the catalogue: `,
        list(unknown),
      ),
  );
}

export function eventTab(delivery) {
  if (typeof delivery.body !== "string") {
    return [
      el(
        "p",
        {class: "quiet"},
        delivery.body_base64 ? `${bytes(delivery.bytes)} that are not valid UTF-8, in base64:` : "There is no body.",
      ),
      delivery.body_base64 && raw(delivery.body_base64),
    ];
  }
  if (delivery.event === undefined)
    return [
      el("p", {class: "quiet"}, delivery.body === "" ? "The body is empty." : "The body is not JSON."),
      raw(delivery.body),
    ];
  const content = el("div", {class: "event-content"});
  const asTree = button("Tree", () => show(true), {kind: "segment"});
  const asRaw = button("Raw", () => show(false), {kind: "segment"});
  function show(isTree) {
    asTree.setAttribute("aria-pressed", String(isTree));
    asRaw.setAttribute("aria-pressed", String(!isTree));
    put(content, isTree ? tree(delivery.event, {marks: marksOf(delivery.fields)}) : raw(delivery.body));
  }
  show(true);
  return [
    report(delivery),
    el("div", {class: "segments", role: "group", "aria-label": "How to show the event"}, asTree, asRaw),
    content,
  ];
}
