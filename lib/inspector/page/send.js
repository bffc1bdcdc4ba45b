// Changes a delivery's body and sends it, signed anew.
import {ActionPanel} from "./action.js";
import {fetchDelivery} from "./deliveries.js";
import {button, el, put} from "./dom.js";
import {jsonEditor} from "./editor.js";
import {faultFields, field, form, targetField, tick} from "./form.js";
import {line} from "./format.js";
import {write} from "./json.js";
import * as route from "./route.js";
import {viewHead} from "./view_head.js";

export function sendView(place, where) {
  const panel = new ActionPanel();
  const target = targetField();
  const faults = faultFields();
  const keep = tick();
  put(place, el("p", {class: "quiet pad"}, "Reading the delivery…"));
  async function load() {
    let delivery;
    try {
      delivery = await fetchDelivery(where.key);
    } catch (error) {
      put(place, viewHead("The delivery could not be read"), el("p", {class: "quiet pad"}, line(error.message, 300)));
      return;
    }
    const editor = jsonEditor(delivery.event === undefined ? delivery.body : write(delivery.event), "The body to send");
    const send = () =>
      panel.run("/api/send", {
        body: editor.input.value,
        to: target.input.value,
        ...faults.values,
        ...(keep.checked && delivery.webhook_id ? {webhook_id: delivery.webhook_id} : {}),
      });
    put(
      place,
      el(
        "article",
        {class: "page-view"},
        viewHead("Edit and send"),
        el(
          "div",
          {class: "view-body"},
          form(
            send,
            editor.node,
            target.node,
            faults.node,
            delivery.webhook_id && field("Keep the webhook id", keep, "A handler that knows it treats it as a repeat."),
            el(
              "div",
              {class: "do"},
              button("Send", undefined, {kind: "first", type: "submit", image: "replay", title: "Send (Ctrl+Enter)"}),
              button("Back", () => route.go({view: "d", key: where.key})),
              button("As received", () => editor.set(delivery.body), {kind: "plain"}),
            ),
          ),
          panel.node,
        ),
      ),
    );
  }
  load();
  return {leave: () => panel.leave()};
}
