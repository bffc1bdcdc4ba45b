// Forges an event of any type: by a form made from the catalogue, or as JSON.
import {ActionPanel} from "./action.js";
import {get} from "./api.js";
import {button, el, put} from "./dom.js";
import {jsonEditor} from "./editor.js";
import {forgeCommand} from "./forge_command.js";
import {catalogueForm} from "./forge_fields.js";
import {faultFields, field, form, targetField, text} from "./form.js";
import {line} from "./format.js";
import {write} from "./json.js";
import {copy} from "./notice.js";
import * as route from "./route.js";
import {on, store} from "./store.js";
import {viewHead} from "./view_head.js";

const FIRST = "call.session_participant_joined";

function typeChoice(chosen) {
  const types = (store.catalogue?.types ?? []).filter((type) => type.webhook);
  const groups = [...new Set(types.map((type) => type.group))];
  return el(
    "select",
    {class: "mono"},
    groups.map((group) =>
      el(
        "optgroup",
        {label: group},
        types
          .filter((type) => type.group === group)
          .map((type) => el("option", {value: type.name, selected: type.name === chosen}, type.name)),
      ),
    ),
  );
}

/** The form, once the catalogue is known. */
function forgeForm(place, where) {
  const chosen = where.key || FIRST;
  const panel = new ActionPanel();
  const target = targetField();
  const faults = faultFields();
  const call = text("default:standup", {class: "mono"});
  const user = text("", {class: "mono", placeholder: "john"});
  const number = el("input", {type: "number", min: 1, max: 1000, value: 1});
  const command = el("code", {class: "command-text"});
  const content = el("div", {class: "forge-content"}, el("p", {class: "quiet"}, "Reading the catalogue…"));
  let kind;
  let fields;
  let editor;
  let stopped = false;

  const select = typeChoice(chosen);
  select.addEventListener("change", () => route.go({view: "forge", key: select.value}));
  const asForm = button("Form", () => show("form"), {kind: "segment"});
  const asJson = button("JSON", () => show("json"), {kind: "segment"});

  function request() {
    const common = {to: target.input.value, ...faults.values};
    if (kind === "json") return ["/api/send", {body: editor.input.value, ...common}];
    const set = fields.settings();
    return [
      "/api/forge",
      {
        type: chosen,
        call: call.value || undefined,
        user_id: user.value || undefined,
        set: set.length ? set : undefined,
        count: Number(number.value) || 1,
        ...common,
      },
    ];
  }
  const send = () => {
    if (kind) panel.run(...request());
  };
  const drawCommand = () => {
    command.textContent = kind === "form" ? forgeCommand(request()[1]) : "";
    command.parentNode.hidden = kind !== "form";
  };

  function show(wanted) {
    kind = wanted;
    asForm.setAttribute("aria-pressed", String(kind === "form"));
    asJson.setAttribute("aria-pressed", String(kind === "json"));
    put(
      content,
      kind === "form"
        ? [
            el("div", {class: "fields"}, field("Call", call), field("User", user), field("How many", number)),
            fields.node,
          ]
        : editor.node,
    );
    drawCommand();
  }

  async function load() {
    try {
      const type = await get(`/api/catalogue/${encodeURIComponent(chosen)}`);
      if (stopped) return;
      fields = catalogueForm(type);
      editor = jsonEditor(write(type.example), "The event to send");
      show("form");
    } catch (error) {
      put(content, el("p", {class: "reason"}, line(error.message, 300)));
    }
  }

  const meaning = el(
    "p",
    {class: "quiet meaning"},
    store.catalogue?.types?.find((type) => type.name === chosen)?.meaning ?? "",
  );
  const node = form(
    send,
    el("div", {}, field("Type", select), meaning),
    el("div", {class: "segments", role: "group", "aria-label": "How to write the event"}, asForm, asJson),
    content,
    target.node,
    faults.node,
    el(
      "div",
      {class: "command-line as-command"},
      command,
      button("Copy", () => copy(command.textContent, "Command"), {kind: "link"}),
    ),
    el(
      "div",
      {class: "do"},
      button("Send", undefined, {kind: "first", type: "submit", image: "forge", title: "Send (Ctrl+Enter)"}),
    ),
  );
  node.addEventListener("input", () => kind && drawCommand());
  put(
    place,
    el("article", {class: "page-view"}, viewHead("Forge an event"), el("div", {class: "view-body"}, node, panel.node)),
  );
  load();
  return {
    leave() {
      stopped = true;
      panel.leave();
    },
  };
}

export function forgeView(place, where) {
  if (store.catalogue) return forgeForm(place, where);
  put(
    place,
    el(
      "article",
      {class: "page-view"},
      viewHead("Forge an event"),
      el("p", {class: "quiet view-body"}, "Reading the catalogue…"),
    ),
  );
  let made;
  const stop = on("catalogue", () => {
    stop();
    made = forgeForm(place, where);
  });
  return {
    leave() {
      stop();
      made?.leave();
    },
  };
}
