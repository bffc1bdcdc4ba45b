// The bar on top: the address, what came, how fast, the search, and what can be done.
import {button, el, find, icon, put, svg} from "./dom.js";
import {count, shortUrl} from "./format.js";
import {copy} from "./notice.js";
import * as route from "./route.js";
import {toggled} from "./search.js";
import {can, on, store} from "./store.js";

const SECONDS = 60;
const WIDTH = 72;
const HEIGHT = 22;
const TYPED_MS = 220;

export class TopBar {
  constructor(place, browser) {
    this.browser = browser;
    this.rates = new Array(SECONDS).fill(0);
    this.address = el("span", {class: "address"});
    this.command = el("span", {class: "command"});
    this.counters = el("div", {class: "counters", role: "group", "aria-label": "Deliveries by verdict"});
    this.spark = el("button", {
      type: "button",
      class: "spark",
      onclick: () => route.go({view: "overview"}),
      title: "Open the charts",
    });
    this.input = el("input", {
      type: "search",
      id: "search",
      placeholder: "Search",
      "aria-label": "Search: words, type: call: user: is: id: jq:",
      autocomplete: "off",
      spellcheck: "false",
      oninput: () => this.typed(),
      onkeydown: (event) => {
        if (event.key === "Enter") this.searchNow();
      },
    });
    this.actions = el("div", {class: "actions"});
    place.append(
      el(
        "a",
        {class: "brand", href: "#/"},
        el("img", {src: "icon.svg", alt: "streamctl"}),
        el("span", {class: "words-wide", "aria-hidden": "true"}, "streamctl"),
        this.command,
      ),
      this.address,
      this.counters,
      this.spark,
      el("div", {class: "search"}, icon("search"), this.input, el("kbd", {"aria-hidden": "true"}, "/")),
      this.actions,
    );
    on("state", () => this.draw());
    this.drawSpark();
    setInterval(() => this.second(), 1000);
  }

  draw() {
    const {state} = store;
    if (!state) return;
    document.title = `${state.command} · streamctl`;
    put(this.command, state.command);
    this.address.hidden = !state.url;
    if (state.url && this.url !== state.url)
      put(
        this.address,
        el("code", {}, shortUrl(state.url)),
        button("", () => copy(state.url, "Address"), {
          kind: "plain",
          image: "copy",
          "aria-label": "Copy the address",
          title: "Copy the address",
        }),
      );
    this.url = state.url;
    this.drawCounters(state.counts ?? {});
    this.drawActions(state);
  }

  drawCounters(counts) {
    const now = JSON.stringify([counts, this.browser.query]);
    if (now === this.countersDrawn) return;
    this.countersDrawn = now;
    this.counterButtons ??= this.makeCounters();
    const wanted = this.browser.query.split(/\s+/);
    for (const {name, verdict, isWrong, button: made, number, word} of this.counterButtons) {
      number.textContent = count(counts[name]);
      word.textContent = name === "retries" && counts[name] === 1 ? "retry" : name;
      made.classList.toggle("wrong", isWrong && counts[name] > 0);
      made.setAttribute("aria-pressed", String(wanted.includes(`is:${verdict}`)));
    }
  }

  /** Once: what a click may be aimed at stays the same element. */
  makeCounters() {
    const made = [
      ["accepted", "accepted", false],
      ["refused", "refused", true],
      ["failed", "failed", true],
      ["retries", "retry", false],
    ].map(([name, verdict, isWrong]) => {
      const number = el("b", {}, "0");
      const word = el("span", {}, name);
      const onclick = () => route.go({...route.read(), query: toggled(this.browser.query, "is", verdict)});
      const attributes = {type: "button", class: "counter", onclick, title: `Show only: ${name}`};
      return {name, verdict, isWrong, number, word, button: el("button", attributes, number, " ", word)};
    });
    put(
      this.counters,
      made.map((one) => one.button),
    );
    return made;
  }

  drawActions(state) {
    const paused = this.browser.list.paused;
    const now = JSON.stringify([paused, state.can, state.respond, state.hold]);
    if (now === this.actionsDrawn) return;
    this.actionsDrawn = now;
    const all = [
      button(paused ? "Resume" : "Pause", () => this.browser.pause(), {
        image: paused ? "play" : "pause",
        "aria-pressed": String(paused),
        title: "Stop the list; what comes is counted",
      }),
      can("forge") &&
        button("Forge", () => route.go({view: "forge"}), {
          kind: "first",
          image: "forge",
          title: "Send an event of any type (f)",
        }),
      (can("respond") || can("hold")) &&
        button(state.respond || state.hold ? "Plan on" : "Plan", () => route.go({view: "plan"}), {
          image: "plan",
          "aria-pressed": state.respond || state.hold ? "true" : undefined,
          title: "How it answers: fail on purpose, hold",
        }),
      can("check") &&
        button("Check", () => route.go({view: "check"}), {
          image: "check",
          title: "Test a handler against Stream's contract",
        }),
      can("emulator") &&
        button("Emulator", () => route.go({view: "emulator"}), {
          image: "server",
          title: "Calls, sessions, users, hooks",
        }),
      button("", () => route.go({view: "keys"}), {
        kind: "plain",
        image: "keys",
        "aria-label": "Keyboard shortcuts",
        title: "Keyboard shortcuts (?)",
      }),
    ];
    const focused = [...this.actions.children].indexOf(document.activeElement);
    put(this.actions, all);
    if (focused >= 0) this.actions.children[focused]?.focus();
  }

  count(number) {
    this.rates[SECONDS - 1] += number;
  }

  second() {
    this.drawSpark();
    this.rates.push(0);
    this.rates.shift();
  }

  drawSpark() {
    const most = Math.max(...this.rates, 4);
    const points = this.rates.map(
      (rate, index) =>
        `${((index / (SECONDS - 1)) * WIDTH).toFixed(1)} ${(HEIGHT - 1 - (rate / most) * (HEIGHT - 3)).toFixed(1)}`,
    );
    const recent = this.rates.slice(-6, -1);
    const rate = recent.reduce((sum, one) => sum + one, 0) / 5;
    put(
      this.spark,
      svg(
        "svg",
        {width: WIDTH, height: HEIGHT, viewBox: `0 0 ${WIDTH} ${HEIGHT}`, "aria-hidden": "true"},
        svg("path", {d: `M${points.join("L")}`, fill: "none"}),
      ),
      el("span", {class: "rate"}, rate >= 10 ? `${count(Math.round(rate))}/s` : `${rate.toFixed(1)}/s`),
      el("span", {class: "offscreen"}, " Open the charts"),
    );
  }

  typed() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.searchNow(), TYPED_MS);
  }

  searchNow() {
    clearTimeout(this.timer);
    route.go({...route.read(), query: this.input.value.trim()}, {replace: true});
  }

  showSearch(query) {
    if (document.activeElement !== this.input) this.input.value = query;
    else if (this.input.value.trim() !== query) this.input.value = query;
    if (store.state) this.drawCounters(store.state.counts ?? {});
  }
}

export const focusSearch = () => {
  find("#search").focus();
  find("#search").select();
};
