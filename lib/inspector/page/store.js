// What the page knows: the state of the command, and the rows, those of one webhook id in one group.
import {instant} from "./format.js";

/** The deliveries of one webhook id, oldest first; a row without an id is alone. */
class Group {
  constructor(key) {
    Object.assign(this, {key, rows: [], version: 0});
  }
  get last() {
    return this.rows.at(-1);
  }
  add(row) {
    const index = this.rows.findIndex((one) => one.seq >= row.seq);
    if (index < 0) this.rows.push(row);
    else if (this.rows[index].seq === row.seq) this.rows[index] = row;
    else this.rows.splice(index, 0, row);
    this.version += 1;
  }
}

const TIME = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;
const SLACK = 1.1; // How far beyond the bound rows grow before the oldest are dropped.
const byLast = (one, other) => one.last.seq - other.last.seq;
// Anybody may send the id of another delivery: what is not verified is no attempt of what is.
const nameOf = (row, isVerified = row.verified) => `${isVerified ? "id" : "unverified"} ${row.webhook_id}`;
const groupKey = (row) => (row.webhook_id ? nameOf(row) : `n ${row.seq}`);

/** Rows by group, in the order of their latest row. */
export class Rows {
  constructor(bound = Infinity) {
    Object.assign(this, {
      bound,
      groups: new Map(),
      bySeq: new Map(),
      newest: 0,
      order: [],
      fresh: new Set(),
      isMixed: false,
      older: 0, // Rows that the inspector does not keep: they are numbered downwards from 0, and come on top of the bound.
    });
  }

  /** Adds rows that the inspector has read again, the latest first. */
  addOlder(rows) {
    const isKnown = (row) => this.groups.get(groupKey(row))?.rows.some((one) => one.at === row.at);
    const news = rows.filter((row) => !isKnown(row));
    for (const row of news) {
      this.older += 1;
      row.seq = -this.older;
    }
    return this.add(news);
  }

  /** Adds rows in any order; returns the groups that changed. Drops the oldest groups beyond the bound. */
  add(rows) {
    const changed = new Set();
    for (const row of rows) {
      row.time = instant(row.at);
      const key = groupKey(row);
      let group = this.groups.get(key);
      if (!group) this.groups.set(key, (group = new Group(key)));
      group.add(row);
      this.bySeq.set(row.seq, group);
      if (row.seq > this.newest) this.newest = row.seq;
      else if (!this.fresh.has(group)) this.isMixed = true;
      this.fresh.add(group);
      changed.add(group);
    }
    if (this.groups.size > this.bound * SLACK + this.older) this.sorted();
    return changed;
  }

  /** A line between the newest row and the next one; `group`, an earlier line, becomes it. */
  note(row, group) {
    row.seq = (this.newest + Math.floor(this.newest) + 1) / 2;
    if (!group) return [...this.add([row])][0];
    this.bySeq.delete(group.last.seq);
    this.bySeq.set(row.seq, group);
    group.rows = [{...row, time: instant(row.at)}];
    group.version += 1;
    this.newest = row.seq;
    this.fresh.add(group);
    return group;
  }

  has(group) {
    return this.groups.get(group.key) === group;
  }

  /** All groups, the oldest first. */
  sorted() {
    if (this.fresh.size > 0) {
      // What is new or has a new attempt goes to the end; only older rows need a sort of all.
      if (this.isMixed) this.order = [...this.groups.values()].sort(byLast);
      else this.order = this.order.filter((group) => !this.fresh.has(group)).concat([...this.fresh].sort(byLast));
      this.fresh.clear();
      this.isMixed = false;
    }
    for (const group of this.order.splice(0, Math.max(0, this.order.length - this.bound - this.older))) {
      this.groups.delete(group.key);
      for (const row of group.rows) this.bySeq.delete(row.seq);
    }
    return this.order.slice();
  }

  groupOf(seq) {
    return this.bySeq.get(seq);
  }

  /** The group that a key of an address names: a webhook id, a number, or a time. */
  named(key) {
    const row = {webhook_id: key};
    return (
      this.groups.get(nameOf(row, true)) ??
      this.groups.get(nameOf(row, false)) ??
      this.groupOf(Number(key)) ??
      (TIME.test(key) ? [...this.groups.values()].find((group) => group.last.at === key) : undefined)
    );
  }

  /** The key of a row in an address: its id; its number where the id is none, or another's; the time of one that has no number. */
  keyOf(row) {
    if (this.hasOwnId(row)) return row.webhook_id;
    return row.seq > 0 ? String(row.seq) : row.at;
  }
  /** A key that outlives a restart. */
  lastingKeyOf(row) {
    return this.hasOwnId(row) ? row.webhook_id : row.at;
  }
  hasOwnId(row) {
    return row.webhook_id && !/^\d*$/.test(row.webhook_id) && (row.verified || !this.groups.has(nameOf(row, true)));
  }
  *rows() {
    for (const group of this.groups.values()) yield* group.rows;
  }
}

const listeners = new Map();

/** Calls `then` with what is told under `name`. */
export function on(name, then) {
  if (!listeners.has(name)) listeners.set(name, new Set());
  listeners.get(name).add(then);
  return () => listeners.get(name).delete(then);
}

/** Those that are called may come and go meanwhile. */
export const tell = (name, data) => [...(listeners.get(name) ?? [])].forEach((then) => then(data));

/** The command's state, as /api/state gives it. */
export const store = {state: undefined, rows: new Rows(), connected: false, catalogue: undefined};

export const can = (action) => store.state?.can?.includes(action) ?? false;

/** Counts rows of the stream until the next state comes. */
export function countRows(rows) {
  const {state} = store;
  if (!state) return;
  for (const row of rows) {
    if (row.seq <= (state.last ?? 0) || row.kind === "note") continue;
    state.last = row.seq;
    state.counts[row.verdict] = (state.counts[row.verdict] ?? 0) + 1;
    if (row.retry) state.counts.retries = (state.counts.retries ?? 0) + 1;
  }
  tell("state", state);
}

/** Takes in a delivery that is held. */
export function addHeld(held) {
  const {state} = store;
  if (state) state.held = [...(state.held ?? []).filter((one) => one.id !== held.id), held];
  tell("held", held);
}

export function setState(state) {
  store.state = state;
  store.rows.bound = state.keep ?? 10_000;
  tell("state", state);
}
