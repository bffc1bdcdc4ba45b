// Deliveries that wait for a decision, and the line on top that says so.
import {post} from "./api.js";
import {banner} from "./banner.js";
import {button, el, put} from "./dom.js";
import {jsonEditor} from "./editor.js";
import {instant, line, plural, shortId} from "./format.js";
import {parse, write} from "./json.js";
import {say, sayError} from "./notice.js";
import * as route from "./route.js";
import {on, store} from "./store.js";

const TICK_MS = 500;
const WORDS = {release: "Released", drop: "Dropped", double: "Delivered twice", edit: "Delivered as changed"};

function left(held) {
  return Math.max(0, Math.ceil((instant(held.expires_at) - Date.now()) / 1000));
}

function heldOne(held) {
  const event = parse(held.body ?? "");
  const isForwarded = store.state.default_to !== store.state.url; // Else there is nobody to give it to.
  const editor = jsonEditor(
    event === undefined ? (held.body ?? "") : write(event),
    `The body of ${line(held.type, 60)}`,
  );
  const time = el("span", {class: "quiet", "aria-live": "off"});
  const act = async (what) => {
    try {
      await post(`/api/held/${encodeURIComponent(held.id)}`, {
        do: what,
        ...(what === "edit" ? {body: editor.input.value} : {}),
      });
      say(WORDS[what]);
      store.state.held = (store.state.held ?? []).filter((one) => one.id !== held.id);
      drawBanner();
    } catch (error) {
      sayError(error);
    }
    made.node.remove();
  };
  const made = {
    id: held.id,
    node: el(
      "section",
      {class: "held"},
      el(
        "h2",
        {},
        el("span", {class: "type"}, el("bdi", {}, line(held.type, 90))),
        " ",
        el("span", {class: "quiet"}, el("bdi", {}, line(held.call_cid ?? "", 80))),
      ),
      el("p", {class: "facts"}, el("span", {}, `held, id ${shortId(held.webhook_id)}, attempt ${held.attempt}`), time),
      el(
        "div",
        {class: "do"},
        button("Release", () => act("release"), {kind: "first"}),
        isForwarded && button("Deliver twice", () => act("double")),
        isForwarded && button("Send as changed", () => act("edit")),
        button("Drop", () => act("drop"), {kind: "wrong"}),
      ),
      el("details", {}, el("summary", {}, isForwarded ? "Change the body" : "Its body"), editor.node),
    ),
    tick() {
      time.textContent =
        left(held) > 0 ? `released by itself in ${left(held)} s: Stream waits 6 s for an answer` : "released";
      return left(held) > 0;
    },
  };
  made.tick();
  return made;
}

/** {node, leave}: what is held, each with its buttons. */
export function heldList() {
  const node = el("div", {class: "held-list", "aria-live": "polite"});
  let shown = [];
  function draw() {
    const wanted = (store.state?.held ?? []).filter((held) => left(held) > 0);
    for (const held of wanted) {
      if (shown.some((one) => one.id === held.id)) continue;
      const one = heldOne(held);
      shown.push(one);
      node.append(one.node);
    }
    shown = shown.filter((one) => {
      const stays = wanted.some((held) => held.id === one.id);
      if (!stays) one.node.remove();
      return stays;
    });
  }
  draw();
  const timer = setInterval(() => {
    shown.forEach((one) => one.tick());
    draw();
  }, TICK_MS);
  const stops = [on("held", draw), on("state", draw)];
  return {
    node,
    leave() {
      clearInterval(timer);
      for (const stop of stops) stop();
    },
  };
}

// Made once, so that a click on its button never misses.
let waits;
let ticking;

function makeWaits() {
  const words = el("span", {});
  const rest = el("span", {"aria-hidden": "true"}); // Else it would be read aloud each second.
  const decide = button("Decide", () => route.go({view: "plan"}), {kind: "link"});
  return {words, rest, node: el("span", {}, words, rest, " ", decide)};
}

function drawBanner() {
  clearTimeout(ticking);
  const times = (store.state?.held ?? []).map(left).filter((one) => one > 0);
  const isShown = times.length > 0 && route.read().view !== "plan";
  waits ??= makeWaits();
  const words = `${plural(times.length, "delivery waits", "deliveries wait")} for your decision`;
  if (waits.words.textContent !== words) waits.words.textContent = words;
  waits.rest.textContent = `, ${Math.min(...times)} s left`;
  if (isShown !== waits.node.isConnected) banner("held", isShown ? waits.node : undefined);
  if (times.length > 0) ticking = setTimeout(drawBanner, TICK_MS);
}

/** Keeps the state's list of what is held, and the line on top. */
export function followHeld() {
  on("held", (held) => {
    const others = (store.state?.held ?? []).filter((one) => one.id !== held.id);
    if (store.state) store.state.held = [...others, held];
    drawBanner();
  });
  on("state", drawBanner);
  route.onChange(drawBanner);
}
