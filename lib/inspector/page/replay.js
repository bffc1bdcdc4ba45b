// Sends deliveries again.
import {ActionPanel} from "./action.js";
import {button, el, put} from "./dom.js";
import {field, form, choice, targetField, tick} from "./form.js";
import {line, plural} from "./format.js";
import * as route from "./route.js";
import {store} from "./store.js";
import {viewHead} from "./view_head.js";

const NAMED = 6;

function named(seqs) {
  const rows = seqs.map((seq) => store.rows.groupOf(seq)?.rows.find((row) => row.seq === seq)).filter(Boolean);
  const types = new Map();
  for (const row of rows) types.set(row.type, {group: row.group, number: (types.get(row.type)?.number ?? 0) + 1});
  return el(
    "ul",
    {class: "named"},
    [...types]
      .slice(0, NAMED)
      .map(([type, {group, number}]) =>
        el(
          "li",
          {},
          el("span", {class: `type group-${group || "none"}`}, el("bdi", {}, line(type || "request", 90))),
          number > 1 && ` ×${number}`,
        ),
      ),
    types.size > NAMED && el("li", {class: "quiet"}, `and ${types.size - NAMED} more types`),
  );
}

export function replayView(place, where) {
  const seqs = where.key.split(",").map(Number).filter(Number.isInteger);
  const target = targetField();
  const attempts = choice(
    [
      ["policy", "as Stream retries"],
      ["once", "one attempt"],
    ],
    "policy",
  );
  const keep = tick();
  const verbatim = tick();
  const panel = new ActionPanel();
  const send = () =>
    panel.run("/api/replay", {
      seqs,
      to: target.input.value,
      attempts: attempts.value,
      keep_ids: keep.checked,
      verbatim: verbatim.checked,
    });
  put(
    place,
    el(
      "article",
      {class: "page-view"},
      viewHead(`Replay ${plural(seqs.length, "delivery", "deliveries")}`),
      el(
        "div",
        {class: "view-body"},
        named(seqs),
        form(
          send,
          target.node,
          el(
            "div",
            {class: "fields"},
            field("Attempts", attempts),
            field("Keep the webhook ids", keep, "A handler that knows them treats them as repeats."),
            field("Keep headers and signature", verbatim, "As recorded, not signed anew."),
          ),
          el(
            "div",
            {class: "do"},
            button(seqs.length > 1 ? `Send ${seqs.length}` : "Send", undefined, {
              kind: "first",
              type: "submit",
              image: "replay",
            }),
            button("Back", () => route.go(seqs.length === 1 ? {view: "d", key: String(seqs[0])} : {view: "list"})),
          ),
        ),
        panel.node,
      ),
    ),
  );
  place.querySelector("[type=submit]").focus();
  return {leave: () => panel.leave()};
}
