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
import {tabs} from "./tabs.js";
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

/** The address of a delivery, to be opened again. */
const linkTo = (delivery) =>
  new URL(route.write({view: "d", key: store.rows.lastingKeyOf(delivery), tab: route.read().tab}), location.href).href;

function copies(delivery) {
  const each = [
    ["curl", delivery.commands?.curl, "curl command", "Copy as curl (c)"],
    ["streamctl", delivery.commands?.forge, "streamctl command", "Copy as streamctl forge"],
    ["JSON", delivery.body, "JSON", "Copy the body"],
    ["link", () => linkTo(delivery), "Link", "Copy the link to this delivery"],
  ];
  return el(
    "div",
    {class: "copies", role: "group", "aria-label": "Copy as"},
    el("span", {class: "quiet"}, "Copy"),
    each
      .filter(([, text]) => text)
      .map(([words, text, what, title]) =>
        button(words, () => copy(typeof text === "function" ? text() : text, what), {
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
    delivery.attempts.map((one) =>
      el(
        "a",
        {
          href: route.write({...route.read(), view: "d", key: String(one.seq ?? one.at)}),
          "aria-current": one.at === delivery.at ? "true" : undefined,
          class: isWrong(one) ? "wrong" : "fine",
        },
        el("span", {}, `attempt ${one.attempt}`),
        " ",
        el("b", {}, one.status ?? (isWrong(one) ? "no answer" : "")),
        " ",
        el("span", {class: "quiet"}, clock(one.at)),
      ),
    ),
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
  let show;
  let open = where.tab;
  let event; // The tab of the event, with what is unfolded in it, as long as the body is the same.
  const stops = [];

  function draw() {
    const top = head(delivery);
    const {scrollTop} = place;
    const focused = place.contains(document.activeElement) && document.activeElement.id;
    const shownTabs = TABS.filter(
      ([name]) => (name !== "call" && name !== "changes") || (delivery.call_cid && delivery.event),
    );
    const made = new Map(event?.body === delivery.body ? [["event", event.node]] : []);
    const bar = tabs(
      "Parts of the delivery",
      shownTabs.map(([name, words]) => [name, words]),
      (name) => route.go({...route.read(), tab: name}, {replace: true}),
    );
    show = (name) => {
      const [chosen, , make] = shownTabs.find(([one]) => one === name) ?? shownTabs[0];
      open = chosen;
      bar.show(chosen);
      if (!made.has(chosen)) made.set(chosen, make(delivery, {stops, title: top.title}));
      if (chosen === "event") event = {body: delivery.body, node: made.get(chosen)};
      put(bar.panel, made.get(chosen));
    };
    put(place, el("article", {class: "delivery"}, top.node, bar.list, bar.panel));
    show(open);
    place.scrollTop = scrollTop;
    if (focused) document.getElementById(focused)?.focus({preventScroll: true});
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
      show?.(open);
    },
  };
}
