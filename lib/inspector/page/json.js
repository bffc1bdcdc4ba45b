// Reading and walking JSON.

/** A number that JavaScript would change, such as a time in nanoseconds, as it is written. */
export class Digits {
  constructor(text) {
    this.text = text;
  }
  toString() {
    return this.text;
  }
  valueOf() {
    return Number(this.text);
  }
}

function exact(key, value, context) {
  if (
    typeof value === "number" &&
    context?.source &&
    context.source !== String(value) &&
    /^-?\d{16,}$/.test(context.source)
  )
    return new Digits(context.source);
  return value;
}

/** The value of `text`, or undefined if it is no JSON. */
export function parse(text) {
  try {
    return /\d{16}/.test(text) ? JSON.parse(text, exact) : JSON.parse(text);
  } catch {
    return undefined;
  }
}

export const isObject = (value) => typeof value === "object" && value !== null && !(value instanceof Digits);

/** The value at a dotted path, or undefined. */
export function at(value, path) {
  for (const key of path.split(".")) {
    if (!isObject(value) || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value;
}

/** The first text or number at one of the paths; "" if there is none. */
export function first(value, ...paths) {
  for (const path of paths) {
    const found = at(value, path);
    if ((typeof found === "string" && found !== "") || typeof found === "number") return String(found);
  }
  return "";
}

/** JSON text of a value, with Digits as they were; indented unless told. */
export function write(value, indent = 2) {
  const numbers = [];
  const text = JSON.stringify(
    value,
    (key, one) => {
      if (!(one instanceof Digits)) return one;
      numbers.push(one.text);
      return `\u0000digits${numbers.length - 1}\u0000`;
    },
    indent,
  );
  return numbers.length ? text.replace(/"\\u0000digits(\d+)\\u0000"/g, (_, index) => numbers[index]) : text;
}

/** The children of an object or array: [key, value] each. */
export const members = (value) =>
  Array.isArray(value) ? value.map((one, index) => [index, one]) : Object.entries(value);
