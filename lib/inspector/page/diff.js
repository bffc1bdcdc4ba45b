// What changed between two events of a call.
import {el, table} from "./dom.js";
import {count, line, plural} from "./format.js";
import {isObject, members, write} from "./json.js";
import {summary} from "./people.js";

const CHANGES_MAX = 500;
const DEPTH_MAX = 40;
const SHORT = 60; // Characters of an object that is shown whole.

/** A key by which elements of two arrays belong together, if they have one. */
function identity(list) {
  for (const key of ["user_session_id", "user_id", "id", "cid"]) {
    const names = list.map((one) =>
      isObject(one) ? (typeof one[key] === "string" ? one[key] : undefined) : undefined,
    );
    if (list.length && names.every(Boolean) && new Set(names).size === names.length) return key;
  }
  return undefined;
}

function keyed(list, key) {
  return Object.fromEntries(list.map((one, index) => [key ? `[${one[key]}]` : index, one]));
}

const same = (one, other) =>
  one === other || (!isObject(one) && !isObject(other) && String(one) === String(other) && typeof one === typeof other);

/** The changes from `before` to `after`: [{path, kind: added|removed|changed, before, after}], at most CHANGES_MAX and whether there are more. */
export function changes(before, after) {
  const found = [];
  let more = 0;
  const add = (change) => (found.length < CHANGES_MAX ? found.push(change) : (more += 1));
  function walk(one, other, path) {
    if (same(one, other)) return;
    const alike =
      isObject(one) && isObject(other) && Array.isArray(one) === Array.isArray(other) && path.length < DEPTH_MAX;
    if (!alike) {
      if (isObject(one) && isObject(other) && write(one) === write(other)) return;
      add({path, kind: "changed", before: one, after: other});
      return;
    }
    if (Array.isArray(one)) {
      const key = identity([...one, ...other].length ? (one.length ? one : other) : []);
      const usable = key && [one, other].every((list) => list.length === 0 || identity(list) === key);
      one = keyed(one, usable && key);
      other = keyed(other, usable && key);
    }
    for (const [name, value] of members(one)) {
      if (Object.hasOwn(other, name)) walk(value, other[name], [...path, name]);
      else add({path: [...path, name], kind: "removed", before: value});
    }
    for (const [name, value] of members(other))
      if (!Object.hasOwn(one, name)) add({path: [...path, name], kind: "added", after: value});
  }
  walk(before, after, []);
  return {found, more};
}

const SIGNS = {added: "+", removed: "−", changed: "~"};

function shown(value, key) {
  if (!isObject(value)) return el("bdi", {}, line(value instanceof Object ? value.text : JSON.stringify(value), 300));
  const text = write(value, 0);
  return el(
    "bdi",
    {},
    line(text.length <= SHORT ? text : `${Array.isArray(value) ? "[…]" : "{…}"} ${summary(key, value)}`, 300),
  );
}

/** The table of changes. Times that change with each event are told apart, so that what matters stands first. */
export function diffTable({found, more}) {
  const isTime = ({path}) => /(_at|last_active|last_active_at)$/.test(path.at(-1) ?? "");
  const rows = [...found.filter((one) => !isTime(one)), ...found.filter(isTime)];
  if (rows.length === 0) return el("p", {class: "quiet"}, "The two events are equal.");
  return table(
    "Changes",
    ["Field", "Before", "After"],
    rows.map((change) =>
      el(
        "tr",
        {class: `${change.kind}${isTime(change) ? " minor" : ""}`},
        el(
          "th",
          {scope: "row"},
          el("span", {class: "sign", "aria-label": change.kind}, SIGNS[change.kind]),
          " ",
          el("bdi", {}, line(change.path.join("."), 160)),
        ),
        el("td", {}, change.kind === "added" ? "" : shown(change.before, change.path.at(-1))),
        el("td", {}, change.kind === "removed" ? "" : shown(change.after, change.path.at(-1))),
      ),
    ),
    {
      class: "diff",
      caption: `${plural(found.length + more, "change")}${more ? `; the first ${count(found.length)} are shown` : ""}`,
    },
  );
}
