// The form of a type: an input for each field that has one value, nested objects folded.
import {el} from "./dom.js";
import {field} from "./form.js";
import {line} from "./format.js";
import {at, isObject} from "./json.js";

const OWN = new Set(["type", "call_cid", "created_at"]); // What the sender sets.
const DEPTH = 2;
const FIELDS_MAX = 60;

function hint(schema, example) {
  if (example !== undefined && !isObject(example)) return line(example, 60);
  return schema.format ?? schema.type ?? "";
}

/** "path=text", or "path:=JSON" for what is no text. */
function setting(path, value, schema) {
  if (schema.type === "string" || schema.type === undefined) return `${path}=${value}`;
  return `${path}:=${value}`;
}

/** {node, settings()}: `type` as /api/catalogue/TYPE gives it. */
export function catalogueForm(type) {
  const inputs = [];
  function fieldsOf(fields, path, depth) {
    return Object.entries(fields ?? {})
      .filter(([name]) => depth > 0 || !OWN.has(name))
      .map(([name, schema]) => {
        if (inputs.length >= FIELDS_MAX || name === "custom") return undefined;
        const where = [...path, name];
        const example = at(type.example, where.join("."));
        if (schema.ref) {
          const inside = depth < DEPTH ? fieldsOf(type.schemas?.[schema.ref], where, depth + 1).filter(Boolean) : [];
          return inside.length
            ? el("details", {class: "nested"}, el("summary", {}, name), el("div", {class: "fields"}, inside))
            : undefined;
        }
        if (schema.type === "array" || schema.type === "object" || isObject(example)) return undefined;
        const input = el("input", {
          type: "text",
          class: "mono",
          placeholder: hint(schema, example),
          autocomplete: "off",
          spellcheck: "false",
        });
        inputs.push({input, path: where.join("."), schema});
        return field(schema.required ? name : `${name} (optional)`, input);
      });
  }
  const top = fieldsOf(type.fields, [], 0).filter(Boolean);
  const custom = el("textarea", {rows: 3, class: "mono", placeholder: '{"topic": "demo"}', spellcheck: "false"});
  const customPath = type.fields?.custom
    ? "custom"
    : isObject(at(type.example ?? {}, "call.custom"))
      ? "call.custom"
      : "";
  const flat = top.filter((node) => node.tagName !== "DETAILS");
  const nested = top.filter((node) => node.tagName === "DETAILS");
  return {
    node: el(
      "div",
      {class: "catalogue-form"},
      flat.length > 0 && el("div", {class: "fields"}, flat),
      customPath && field(customPath, custom, "JSON; empty: as in the example"),
      nested,
    ),
    settings() {
      const found = inputs
        .filter(({input}) => input.value !== "")
        .map(({input, path, schema}) => setting(path, input.value, schema));
      if (customPath && custom.value.trim()) found.push(`${customPath}:=${custom.value.trim()}`);
      return found;
    },
  };
}
