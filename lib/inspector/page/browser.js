// The deliveries as the list shows them: all, or those of a search; loaded in parts, and added to as they arrive.
import {get} from "./api.js";
import {button, el, put} from "./dom.js";
import {emptyState} from "./empty.js";
import {count, plural} from "./format.js";
import {List} from "./list.js";
import {announce, sayError} from "./notice.js";
import * as route from "./route.js";
import {conditions} from "./search.js";
import {OlderRows} from "./older_rows.js";
import {can, on, Rows, store, tell} from "./store.js";

const PART = 500; // Rows of a request; the most that the inspector gives.
const SEARCH_AGAIN_MS = 400;
const ONE_SKIP_MS = 10_000; // What is skipped again within that time is added to the same line.

export class Browser {
  constructor(place) {
    this.head = el("div", {class: "list-head", hidden: true, role: "status"});
    this.empty = el("div", {class: "empty", hidden: true});
    this.foot = el("div", {class: "list-foot", hidden: true});
    place.append(this.head, this.empty);
    this.list = new List(place, {
      opened: (group) => this.open(group),
      wanted: () => {
        this.loadOlder();
        this.older.draw();
      },
      marked: (marks) => this.drawFoot(marks),
    });
    this.older = new OlderRows(this);
    place.append(this.older.node, this.foot);
    this.query = "";
    this.jqFailed = 0;
    this.skips = new Map();
    on("state", (state) => {
      this.countSkipped(state);
      this.drawEmpty();
    });
  }

  /** The rows that the list shows. */
  get shown() {
    return this.found ?? store.rows;
  }

  async load() {
    const answer = await get("/api/deliveries", {limit: PART});
    this.more = answer.more;
    this.before = answer.next;
    store.rows.add(answer.rows);
    if (!this.found) this.list.replace(store.rows.sorted());
    tell("rows", answer.rows);
    this.loaded = true;
    this.drawEmpty();
    this.chooseRouted();
  }

  async loadOlder() {
    const rows = this.shown;
    const from = this.found ? this.foundBefore : this.before;
    if (this.loading || !(this.found ? this.foundMore : this.more) || from === null || from === undefined) return;
    this.loading = true;
    try {
      const answer = await get("/api/deliveries", {
        limit: PART,
        before: from,
        ...(this.found ? this.found.conditions : {}),
      });
      if (rows !== this.shown) return;
      const fits = rows.groups.size < rows.bound;
      if (this.found) {
        this.foundMore = answer.more;
        this.foundBefore = answer.next;
      } else {
        this.more = answer.more && fits;
        this.before = answer.next;
      }
      this.extend(rows.add(answer.rows));
      this.drawHead();
      if (rows === store.rows) tell("rows", answer.rows);
      this.older.draw();
    } catch (error) {
      this.more = false;
      if (error.code !== "unreachable") sayError(error);
    } finally {
      this.loading = false;
    }
  }

  /** Groups that belong to the end of the list. */
  extend(groups) {
    this.list.extend([...groups].sort((one, other) => one.last.seq - other.last.seq));
  }

  /** Whether the list has all that the inspector keeps. */
  get isWhole() {
    return this.loaded && !this.loading && !(this.found ? this.foundMore : this.more);
  }

  /** Rows of the stream. */
  arrived(rows) {
    const changed = store.rows.add(rows);
    if (this.found) this.searchAgain();
    else this.list.update(() => store.rows.sorted(), changed);
    tell("rows", rows);
    this.drawEmpty();
    if (rows.length === 1) announce(`${rows[0].type || "request"} ${rows[0].verdict ?? ""}`);
  }

  /** A line of the page's own in the list: a new one, or `group` with other words, as the latest of all. */
  note(words, group) {
    const noted = store.rows.note({kind: "note", at: new Date().toISOString(), summary: words}, group);
    if (!this.found) this.list.update(() => store.rows.sorted(), new Set([noted]));
    return noted;
  }

  /** Deliveries that are not in the list, and why. While more and more are skipped, it is one line. */
  skipped(number, why) {
    const before = this.skips.get(why);
    const isSame = before && Date.now() < before.until && store.rows.has(before.group);
    const all = number + (isSame ? before.number : 0);
    const group = this.note(
      `${plural(all, "delivery", "deliveries")} came faster than ${why}`,
      isSame ? before.group : undefined,
    );
    this.skips.set(why, {number: all, group, until: Date.now() + ONE_SKIP_MS});
  }

  /** The inspector's own count of what it could not take. */
  countSkipped({skipped}) {
    const number = skipped - (this.skippedBefore ?? skipped);
    this.skippedBefore = skipped;
    if (number > 0) this.skipped(number, "the inspector takes them; they are not kept here");
  }

  search(query) {
    if (query === this.query) return;
    this.query = query;
    this.searching?.abort();
    const wanted = conditions(query);
    if (Object.keys(wanted).length === 0) {
      this.found = undefined;
      this.list.replace(store.rows.sorted());
      this.drawHead();
      this.drawEmpty();
      return;
    }
    this.find(wanted);
  }

  async find(wanted) {
    this.searching = new AbortController();
    const found = new Rows(store.rows.bound);
    found.conditions = wanted;
    const searchedTo = store.rows.newest;
    let answer = {rows: [], more: false};
    let searchError = "";
    try {
      answer = await get("/api/deliveries", {limit: PART, ...wanted}, this.searching.signal);
    } catch (error) {
      if (error.name === "AbortError") return;
      searchError = error.message;
    }
    Object.assign(this, {
      found,
      searchedTo,
      searchError,
      foundMore: answer.more,
      foundBefore: answer.next,
      jqFailed: answer.jq_failed ?? 0,
    });
    found.add(answer.rows);
    this.list.replace(found.sorted());
    if (store.rows.newest > searchedTo) this.searchAgain();
    this.drawHead();
    this.drawEmpty();
  }

  /** New rows came during a search: the inspector says which of them belong to it. */
  searchAgain() {
    this.again ??= setTimeout(async () => {
      const {found} = this;
      const {newest} = store.rows;
      const rows = found && (await this.findNew(found).catch(() => undefined));
      this.again = undefined;
      if (!rows || found !== this.found) return;
      this.searchedTo = newest;
      if (rows.length) this.list.update(() => found.sorted(), found.add(rows));
      if (store.rows.newest > newest) this.searchAgain();
      this.drawHead();
      this.drawEmpty();
    }, SEARCH_AGAIN_MS);
  }

  /** All that came behind what was searched, in as many parts as it takes. */
  async findNew(found) {
    const rows = [];
    let before;
    do {
      const part = {limit: PART, after: Math.floor(this.searchedTo), before};
      const answer = await get("/api/deliveries", {...part, ...found.conditions});
      rows.push(...answer.rows);
      before = answer.more ? answer.next : undefined;
    } while (before && found === this.found && rows.length < found.bound);
    return rows;
  }

  open(group, tab) {
    const row = group.last;
    route.go({view: "d", key: store.rows.keyOf(row), tab: tab ?? (route.read().view === "d" ? route.read().tab : "")});
  }

  /** The group whose delivery the address names. */
  chooseRouted() {
    const {view, key} = route.read();
    if (view !== "d") return;
    const group = store.rows.named(key);
    if (group) this.list.activate(group);
  }

  drawHead() {
    const searching = this.query !== "" && (this.found || this.searchError);
    this.head.hidden = !searching;
    this.head.classList.toggle("wrong", Boolean(this.searchError));
    if (!searching) return;
    const number = this.found?.groups.size ?? 0;
    const words =
      this.searchError ||
      `${plural(number, "delivery", "deliveries")}${this.foundMore ? " so far" : ""}${this.jqFailed ? `; jq failed on ${count(this.jqFailed)}` : ""}`;
    put(
      this.head,
      el("span", {class: "words"}, words),
      can("replay") &&
        number > 0 &&
        button("Replay these", () => this.replay([...this.found.groups.values()]), {kind: "link"}),
      button("Clear", () => route.go({...route.read(), query: ""}), {kind: "link"}),
    );
  }

  drawEmpty() {
    this.older.draw();
    const isEmpty = this.loaded && this.shown.groups.size === 0;
    this.empty.hidden = !isEmpty;
    this.list.box.hidden = isEmpty;
    if (!isEmpty) return;
    const words = this.searchError ? "This search cannot be done." : "Nothing that is kept matches this search.";
    put(this.empty, this.found ? el("p", {class: "quiet"}, words) : emptyState());
  }

  drawFoot(marks) {
    this.foot.hidden = marks.size === 0;
    put(
      this.foot,
      el("span", {class: "words"}, `${plural(marks.size, "delivery", "deliveries")} selected`),
      can("replay") && button("Replay", () => this.replay([...marks]), {kind: "first", image: "replay"}),
      button("Clear", () => this.list.unmark()),
    );
  }

  pause() {
    this.list.pause(!this.list.paused);
    tell("state", store.state);
  }

  replay(groups) {
    const seqs = groups
      .map((group) => group.last)
      .filter((row) => row.kind === "delivery" && row.seq > 0)
      .map((row) => row.seq)
      .sort((a, b) => a - b);
    route.go({view: "replay", key: seqs.slice(-1000).join(",")});
  }
}
