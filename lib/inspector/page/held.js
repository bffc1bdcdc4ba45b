// Deliveries that wait for a decision, and the line on top that says so.
import {post} from "./api.js";
import {banner} from "./banner.js";
import {button, el, put} from "./dom.js";
import {jsonEditor} from "./editor.js";
import {instant, line, plural, shortId} from "./format.js";
import {parse, write} from "./json.js";
import {say, sayError} from "./notice.js";
import * as route from "./route.js";
import {on, store, tell} from "./store.js";

const TICK_MS = 500;
const AGAIN_MS = 2000; // How long the next attempt is waited for.
const WORDS = {release: "Released", drop: "Dropped", double: "Delivered twice", edit: "Delivered as changed"};

function left(held) {
  return Math.max(0, Math.ceil((instant(held.expires_at) - Date.now()) / 1000));
}

/** What comes when the time is over. */
function restOf(held) {
  const seconds = left(held);
  if (held.at_end === "again")
    return seconds > 0
      ? `answered 503 in ${seconds} s, and the next attempt is held: Stream makes three`
      : "waiting for the next attempt…";
  return seconds > 0 ? `released by itself in ${seconds} s: Stream waits 6 s for an answer` : "released";
}

/** A held delivery. Its next attempt takes its place, so that nothing typed is lost. */
class Held {
  constructor(held) {
    const event = parse(held.body ?? "");
    const isForwarded = store.state.default_to !== store.state.url; // Else there is nobody to give it to.
    this.editor = jsonEditor(
      event === undefined ? (held.body ?? "") : write(event),
      `The body of ${line(held.type, 60)}`,
    );
    this.which = el("span", {});
    this.rest = el("span", {class: "quiet", "aria-live": "off"});
    const act = (what, words, kind) => button(words, () => this.decide(what), {kind});
    this.node = el(
      "section",
      {class: "held"},
      el(
        "h2",
        {},
        el("span", {class: "type"}, el("bdi", {}, line(held.type, 90))),
        " ",
        el("span", {class: "quiet"}, el("bdi", {}, line(held.call_cid ?? "", 80))),
      ),
      el("p", {class: "facts"}, this.which, this.rest),
      el(
        "div",
        {class: "do"},
        act("release", "Release", "first"),
        isForwarded && act("double", "Deliver twice"),
        isForwarded && act("edit", "Send as changed"),
        act("drop", "Drop", "wrong"),
      ),
      el("details", {}, el("summary", {}, isForwarded ? "Change the body" : "Its body"), this.editor.node),
    );
    this.take(held);
  }

  take(held) {
    this.held = held;
    put(this.which, `id ${shortId(held.webhook_id)}, attempt ${held.attempt}`);
    this.tick();
  }

  tick() {
    this.rest.textContent = restOf(this.held);
    for (const one of this.node.querySelectorAll(".do .button")) one.disabled = left(this.held) === 0;
  }

  /** Whether it is over, and its next attempt may still come. */
  get isAwaited() {
    return !this.isDecided && this.held.at_end === "again" && instant(this.held.expires_at) + AGAIN_MS > Date.now();
  }

  async decide(what) {
    const {id} = this.held;
    try {
      await post(`/api/held/${encodeURIComponent(id)}`, {
        do: what,
        ...(what === "edit" ? {body: this.editor.input.value} : {}),
      });
      say(WORDS[what]);
      this.isDecided = true;
      store.state.held = (store.state.held ?? []).filter((one) => one.id !== id);
      tell("held");
    } catch (error) {
      sayError(error);
    }
  }
}

/** {node, leave}: what is held, each with its buttons. */
export function heldList() {
  const node = el("div", {class: "held-list", "aria-live": "polite"});
  let shown = [];
  function draw() {
    const wanted = (store.state?.held ?? []).filter((held) => left(held) > 0);
    const isWanted = (one) => wanted.some((held) => held.id === one.held.id);
    for (const held of wanted) {
      if (shown.some((one) => one.held.id === held.id)) continue;
      const before = shown.find((one) => !isWanted(one) && one.held.webhook_id === held.webhook_id);
      if (before) {
        before.take(held);
        continue;
      }
      const one = new Held(held);
      shown.push(one);
      node.append(one.node);
    }
    shown = shown.filter((one) => {
      const stays = isWanted(one) || one.isAwaited;
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
  on("held", drawBanner);
  on("state", drawBanner);
  route.onChange(drawBanner);
}
