// One delivery: what happened, what can be done with it, and its tabs.
import {addPresence, callTab} from "./call_tab.js";
import {changesTab} from "./changes_tab.js";
import {fetchDelivery, isFetched} from "./deliveries.js";
import {deliveryTab} from "./delivery_tab.js";
import {button, el, put} from "./dom.js";
import {eventTab} from "./event_tab.js";
import {bytes, clock, dated, duration, line, shortId} from "./format.js";
import {copy, sayError} from "./notice.js";
import {sentence} from "./people.js";
import * as route from "./route.js";
import {answerOf, isWrong} from "./row.js";
import {can, on, store} from "./store.js";
import {backButton} from "./view_head.js";

const TABS = [
  ["event", "Event", eventTab],
  ["call", "Call", callTab],
  ["delivery", "Delivery", deliveryTab],
  ["changes", "Changes", changesTab],
];

function headline(delivery) {
  const meaning = store.catalogue?.types?.find((type) => type.name === delivery.type)?.meaning;
  const said =
    sentence(delivery) ||
    meaning?.replace(/\.$/, "") ||
    (delivery.type ? `An event of the type ${line(delivery.type, 80)}` : "");
  if (delivery.verdict === "refused") return said ? `Refused: ${said}` : "A request that is no delivery of Stream";
  return said || line(delivery.summary || "A delivery", 200);
}

function copies(delivery) {
  const each = [
    ["curl", delivery.commands?.curl, "curl command", "Copy as curl (c)"],
    ["streamctl", delivery.commands?.forge, "streamctl command", "Copy as streamctl forge"],
    ["JSON", delivery.body, "JSON", "Copy the body"],
    ["link", location.href, "Link", "Copy the link to this delivery"],
  ];
  return el(
    "div",
    {class: "copies", role: "group", "aria-label": "Copy as"},
    el("span", {class: "quiet"}, "Copy"),
    each
      .filter(([, text]) => text)
      .map(([words, text, what, title]) =>
        button(words, () => copy(words === "link" ? location.href : text, what), {
          kind: "plain small",
          title,
        }),
      ),
  );
}

function attemptsOf(delivery) {
  if ((delivery.attempts ?? []).length < 2) return undefined;
  return el(
    "nav",
    {class: "tries-bar", "aria-label": "Attempts"},
    delivery.attempts.map((one) => {
      const isKept = one.seq !== null; // Else nothing names this attempt.
      return el(
        isKept ? "a" : "span",
        {
          href: isKept && route.write({...route.read(), view: "d", key: String(one.seq)}),
          "aria-current": isKept && one.seq === delivery.seq ? "true" : undefined,
          class: isWrong(one) ? "wrong" : "fine",
        },
        el("span", {}, `attempt ${one.attempt}`),
        " ",
        el("b", {}, one.status ?? (isWrong(one) ? "no answer" : "")),
        " ",
        el("span", {class: "quiet"}, clock(one.at)),
      );
    }),
  );
}

function facts(delivery) {
  const all = [
    delivery.type &&
      el("span", {class: `type group-${delivery.group || "none"}`}, el("bdi", {}, line(delivery.type, 90))),
    el("time", {title: dated(delivery.at)}, clock(delivery.at)),
    delivery.webhook_id &&
      button(shortId(delivery.webhook_id), () => copy(delivery.webhook_id, "Webhook id"), {
        kind: "link mono",
        title: `Copy the webhook id ${line(delivery.webhook_id, 80)}`,
      }),
    bytes(delivery.bytes) + (delivery.gzip ? `, ${bytes(delivery.wire_bytes)} gzip` : ""),
    delivery.transport !== "websocket" &&
      delivery.duration_ms !== undefined &&
      delivery.duration_ms !== null &&
      `answered in ${duration(delivery.duration_ms)}`,
    delivery.transport !== "webhook" && delivery.transport,
    delivery.recorded && "recorded",
    delivery.misbehaviour && el("span", {class: "planned"}, `planned: ${line(delivery.misbehaviour, 30)}`),
  ];
  return el(
    "p",
    {class: "facts"},
    all.filter(Boolean).map((one) => el("span", {}, one)),
  );
}

function head(delivery) {
  const verdict = isWrong(delivery) ? delivery.verdict : delivery.misbehaviour ? "planned" : "accepted";
  const title = el("h1", {class: "sentence"}, el("bdi", {}, headline(delivery)));
  const key = store.rows.keyOf(delivery);
  return {
    title,
    node: el(
      "header",
      {class: "view-head"},
      el(
        "div",
        {class: "view-title"},
        backButton(),
        el("span", {class: `verdict ${verdict}`}, answerOf(delivery) || "●"),
        title,
      ),
      facts(delivery),
      (delivery.reason || delivery.note) &&
        el(
          "p",
          {class: delivery.verdict === "accepted" ? "why" : "why wrong"},
          el("bdi", {}, line(delivery.reason || delivery.note, 400)),
        ),
      attemptsOf(delivery),
      el(
        "div",
        {class: "do"},
        can("replay") &&
          delivery.kind === "delivery" &&
          delivery.seq !== null && // What is kept no more is sent as an edited one.
          button("Replay", () => route.go({view: "replay", key: String(delivery.seq)}), {
            image: "replay",
            title: "Send it again (r)",
          }),
        can("send") &&
          typeof delivery.body === "string" &&
          button("Edit and send", () => route.go({view: "send", key}), {
            image: "edit",
            title: "Change the body, and send it signed anew",
          }),
        copies(delivery),
      ),
    ),
  };
}

export function deliveryView(place, where, browser) {
  let delivery;
  let stopped = false;
  let tabs;
  let open = where.tab;
  const stops = [];

  function draw() {
    const top = head(delivery);
    const shownTabs = TABS.filter(
      ([name]) => (name !== "call" && name !== "changes") || (delivery.call_cid && delivery.event),
    );
    const panel = el("div", {class: "panel", role: "tabpanel", id: "panel", tabindex: "-1"});
    const made = new Map();
    const list = el(
      "div",
      {class: "tabs", role: "tablist", "aria-label": "Parts of the delivery"},
      shownTabs.map(([name, words]) =>
        el(
          "button",
          {
            type: "button",
            role: "tab",
            id: `tab-${name}`,
            "aria-controls": "panel",
            onclick: () => route.go({...route.read(), tab: name}, {replace: true}),
            onkeydown: (event) => arrow(event, name),
          },
          words,
        ),
      ),
    );
    function arrow(event, name) {
      const step = {ArrowLeft: -1, ArrowRight: 1}[event.key];
      if (!step) return;
      const index = shownTabs.findIndex(([one]) => one === name);
      const [next] = shownTabs[(index + step + shownTabs.length) % shownTabs.length];
      route.go({...route.read(), tab: next}, {replace: true});
      list.querySelector(`#tab-${next}`).focus();
    }
    tabs = (name) => {
      const [chosen, , make] = shownTabs.find(([one]) => one === name) ?? shownTabs[0];
      open = chosen;
      for (const tab of list.children) {
        tab.setAttribute("aria-selected", String(tab.id === `tab-${chosen}`));
        tab.tabIndex = tab.id === `tab-${chosen}` ? 0 : -1;
      }
      panel.setAttribute("aria-labelledby", `tab-${chosen}`);
      if (!made.has(chosen)) made.set(chosen, make(delivery, {stops, title: top.title}));
      put(panel, made.get(chosen));
    };
    put(place, el("article", {class: "delivery"}, top.node, list, panel));
    tabs(open);
    addPresence(delivery, top.title);
  }

  async function load(fresh) {
    try {
      delivery = await fetchDelivery(where.key, {fresh});
      if (!stopped) {
        draw();
        browser.chooseRouted();
      }
    } catch (error) {
      if (stopped || (fresh && delivery)) return;
      put(
        place,
        el(
          "div",
          {class: "view-head"},
          el(
            "div",
            {class: "view-title"},
            backButton(),
            el(
              "h1",
              {},
              error.status === 404 ? "This delivery is not kept any more" : "The delivery could not be read",
            ),
          ),
        ),
        el("p", {class: "quiet pad"}, line(error.hint || error.message, 300)),
      );
      if (error.status !== 404) sayError(error);
    }
  }
  load(isFetched(where.key) && /\D/.test(where.key));
  let timer;
  stops.push(
    on("rows", (rows) => {
      const isAttempt = (row) => row.webhook_id === delivery.webhook_id && row.verified === delivery.verified;
      if (!delivery?.webhook_id || !rows.some(isAttempt)) return;
      clearTimeout(timer);
      timer = setTimeout(() => load(true), 150);
    }),
  );
  return {
    leave() {
      stopped = true;
      clearTimeout(timer);
      for (const stop of stops) stop();
    },
    tab(name) {
      open = name || "event";
      tabs?.(open);
    },
  };
}
