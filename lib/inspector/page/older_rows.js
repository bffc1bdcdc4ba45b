// The end of the list: deliveries that the inspector has no more in memory, read from the history or the capture when they are asked for.
import {get} from "./api.js";
import {button, el} from "./dom.js";
import {say, sayError} from "./notice.js";
import {store} from "./store.js";

const PART = 200;

export class OlderRows {
  constructor(browser) {
    this.browser = browser;
    this.ends = new WeakMap(); // By the rows of a list: where to go on; null where there is no more.
    this.node = el(
      "div",
      {class: "list-foot", hidden: true},
      el("span", {class: "words"}, "Memory has no older ones"),
      button("Show older deliveries", () => this.read()),
    );
  }

  draw() {
    const {browser} = this;
    const {shown} = browser;
    const {first, last, keep} = store.state ?? {};
    const wasDropped = (first ?? 1) > 1 || (last ?? 0) > keep;
    this.node.hidden = !wasDropped || !browser.isWhole || this.ends.get(shown) === null;
  }

  async read() {
    if (this.reading) return;
    this.reading = true;
    const {browser} = this;
    const {shown} = browser;
    try {
      const until = this.ends.get(shown);
      const answer = await get("/api/older", {limit: PART, until, ...shown.conditions});
      this.ends.set(shown, answer.next);
      if (answer.rows.length === 0 && answer.next === null) say("There are no older ones");
      if (shown !== browser.shown) return;
      browser.jqFailed += answer.jq_failed ?? 0;
      browser.extend(shown.addOlder(answer.rows));
      browser.drawHead();
      browser.drawEmpty();
    } catch (error) {
      sayError(error);
    } finally {
      this.reading = false;
      this.draw();
    }
  }
}
