// Fields of forms, and a few that several views share.
import {el} from "./dom.js";
import {store} from "./store.js";

let last = 0;

/** A labelled field; `input` gets the id. `more`: words below it. */
export function field(label, input, more) {
  last += 1;
  input.id = `field-${last}`;
  return el(
    "div",
    {class: input.type === "checkbox" ? "field check" : "field"},
    el("label", {for: input.id}, label),
    input,
    more && el("p", {class: "quiet"}, more),
  );
}

export const text = (value = "", more = {}) =>
  el("input", {type: "text", value, autocomplete: "off", spellcheck: "false", ...more});
export const tick = (checked = false) => el("input", {type: "checkbox", checked});
export const choice = (options, value) =>
  el(
    "select",
    {value},
    options.map(([name, words]) => el("option", {value: name, selected: name === value}, words)),
  );

const KEPT = "streamctl-inspector-to";

/** Where to send to: what was typed last, else the inspector's default. */
export function targetField() {
  const input = text(sessionStorage.getItem(KEPT) ?? store.state?.default_to ?? "", {
    class: "mono",
    placeholder: "localhost:3000/webhooks/stream",
    inputmode: "url",
  });
  input.addEventListener("change", () => sessionStorage.setItem(KEPT, input.value));
  return {input, node: field("Send to", input)};
}

/** Faults, and the retry policy. */
export function faultFields() {
  const signature = choice(
    [
      ["valid", "valid"],
      ["missing", "missing"],
      ["wrong", "of another secret"],
      ["tampered", "body changed after signing"],
    ],
    "valid",
  );
  const attempts = choice(
    [
      ["policy", "as Stream retries"],
      ["once", "one attempt"],
    ],
    "policy",
  );
  const gzip = tick();
  const duplicate = tick();
  return {
    node: el(
      "div",
      {class: "fields"},
      field("Signature", signature),
      field("Attempts", attempts),
      field("Compress with gzip", gzip),
      field("Send it twice under one id", duplicate),
    ),
    get values() {
      return {signature: signature.value, attempts: attempts.value, gzip: gzip.checked, duplicate: duplicate.checked};
    },
  };
}

/** Runs `submit` at Enter and at the button, and Ctrl+Enter in an editor. */
export function form(submit, ...children) {
  const node = el(
    "form",
    {
      class: "form",
      onsubmit: (event) => {
        event.preventDefault();
        submit();
      },
    },
    ...children,
  );
  node.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      submit();
    }
  });
  return node;
}
