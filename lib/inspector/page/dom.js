// Elements of the page. Whatever comes from the network enters it through here, and only as text.

const SVG = "http://www.w3.org/2000/svg";

function fill(node, properties, children) {
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "value" || name === "checked" || name === "disabled" || name === "hidden") node[name] = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== undefined && child !== null && child !== false));
  return node;
}

/** An element: its attributes (`onclick` and the like are listeners), then its children; a child that is no node is text. */
export function el(tag, properties, ...children) {
  return fill(document.createElement(tag), properties, children);
}

/** The same for a drawing. */
export function svg(tag, properties, ...children) {
  return fill(document.createElementNS(SVG, tag), properties, children);
}

/** Puts `children` in place of what `node` contains. */
export function put(node, ...children) {
  node.replaceChildren(
    ...children.flat(Infinity).filter((child) => child !== undefined && child !== null && child !== false),
  );
  return node;
}

export const find = (selector, root = document) => root.querySelector(selector);

/** A wide table that scrolls by itself; the keyboard can reach it. */
export const scrolling = (label, table) =>
  el("div", {class: "scroll-x", tabindex: "0", role: "region", "aria-label": label}, table);

/** A table with a row of headings. */
export const table = (label, heads, rows, {caption, ...attributes} = {}) =>
  scrolling(
    label,
    el(
      "table",
      attributes,
      caption && el("caption", {}, caption),
      el(
        "thead",
        {},
        el(
          "tr",
          {},
          heads.map((words) => el("th", {scope: "col"}, words)),
        ),
      ),
      el("tbody", {}, rows),
    ),
  );

/** An icon of icons.svg, decorative: its button has the words. */
export function icon(name) {
  return svg(
    "svg",
    {class: "icon", "aria-hidden": "true", focusable: "false"},
    svg("use", {href: `icons.svg#${name}`}),
  );
}

/** A button with words, and maybe an icon before them. */
export function button(words, onclick, {kind = "", image, title, ...more} = {}) {
  return el(
    "button",
    {type: "button", class: `button ${kind}`, onclick, title, ...more},
    image && icon(image),
    words && el("span", {class: "words"}, words),
  );
}
