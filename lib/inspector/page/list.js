// The list: of thousands of groups only those in sight have elements, and nothing moves under the pointer.
import {button, el, put} from "./dom.js";
import {count, plural} from "./format.js";
import {announce} from "./notice.js";
import {drawRow} from "./row.js";

const HEIGHT = 54; // Of a row, as in list.css.
const AROUND = 6; // Rows drawn above and below those in sight.
const WAITING = 10_000; // Rows that are counted while the list is held; more are "+".

export class List {
  /** `opened(group)`: a row was chosen; `wanted()`: its end is near. */
  constructor(place, {opened, wanted, marked}) {
    Object.assign(this, {
      place,
      opened,
      wanted,
      markedChanged: marked,
      groups: [],
      waiting: new Set(),
      nodes: new Map(),
      active: undefined,
      marks: new Set(),
      hovered: false,
      paused: false,
      end: false,
      top: 0, // Where it is scrolled to, and its height: reading them from the element while rows change costs a layout.
      height: 0,
    });
    this.fill = el("div", {class: "list-fill"});
    this.box = el(
      "div",
      {
        class: "list-box",
        role: "listbox",
        tabindex: "0",
        "aria-label": "Deliveries, the newest first",
        "aria-multiselectable": "true",
      },
      this.fill,
    );
    this.pill = button("", () => this.bring(), {kind: "pill", hidden: true});
    place.append(this.pill, this.box);
    this.box.addEventListener("scroll", () => this.scrolled(), {passive: true});
    this.box.addEventListener(
      "pointermove",
      () => {
        this.hovered = true;
      },
      {passive: true},
    );
    this.box.addEventListener("pointerleave", () => {
      this.hovered = false;
      this.settle();
    });
    this.box.addEventListener("click", (event) => this.clicked(event));
    new ResizeObserver(([{contentRect}]) => {
      this.height = contentRect.height;
      this.scrolled();
    }).observe(this.box);
  }

  scrollTo(top) {
    this.top = top;
    this.box.scrollTop = top;
  }

  /** New content, as after a search: `groups` oldest first. */
  replace(groups) {
    this.groups = groups;
    this.known = undefined;
    this.waiting = new Set();
    this.scrollTo(0);
    this.draw();
  }

  /** `source()` gives all groups, oldest first, now or when nothing is in the way; `changed` are those that are different. */
  update(source, changed) {
    this.source = source;
    if (this.isHeld)
      for (const group of changed) if (this.waiting.size < WAITING && !this.isKnown(group)) this.waiting.add(group);
    this.settle();
  }

  /** Older groups, oldest first, at the end: nothing moves. */
  extend(groups) {
    this.groups = [...groups.filter((group) => !this.isKnown(group)), ...this.groups];
    this.known = undefined;
    this.draw();
  }

  isKnown(group) {
    this.known ??= new Set(this.groups);
    return this.known.has(group);
  }

  get isHeld() {
    return this.paused || this.hovered || this.top > 2;
  }

  settle() {
    if (this.source && !this.isHeld) {
      this.groups = this.source();
      this.known = undefined;
      this.waiting = new Set();
    }
    this.draw();
  }

  /** Brings in what waits, by the wish of the user. */
  bring() {
    this.scrollTo(0);
    this.hovered = false;
    if (this.source) this.groups = this.source();
    this.known = undefined;
    this.waiting = new Set();
    this.draw();
    this.box.focus();
  }

  scrolled() {
    this.top = this.box.scrollTop;
    if (this.top <= 2 && this.waiting.size && !this.hovered) this.settle();
    else this.draw();
  }

  draw() {
    if (this.drawing) return;
    this.drawing = requestAnimationFrame(() => {
      this.drawing = undefined;
      this.drawNow();
    });
  }

  at(index) {
    return this.groups[this.groups.length - 1 - index];
  }
  indexOf(group) {
    const index = this.groups.indexOf(group);
    return index < 0 ? -1 : this.groups.length - 1 - index;
  }

  drawNow() {
    const total = this.groups.length;
    this.fill.style.height = `${total * HEIGHT}px`;
    const start = Math.max(0, Math.floor(this.top / HEIGHT) - AROUND);
    const stop = Math.min(total, Math.ceil((this.top + this.height) / HEIGHT) + AROUND);
    const seen = new Set();
    for (let index = start; index < stop; index += 1) {
      const group = this.at(index);
      seen.add(group);
      this.drawGroup(group, index, total);
    }
    for (const [group, node] of this.nodes) {
      if (seen.has(group)) continue;
      node.remove();
      this.nodes.delete(group);
    }
    // In the order of the document too, for screen readers and copying.
    let next = this.fill.firstChild;
    for (const group of seen) {
      const node = this.nodes.get(group);
      if (node === next) next = node.nextSibling;
      else this.fill.insertBefore(node, next);
    }
    const active = this.active && this.nodes.get(this.active);
    if (active) this.box.setAttribute("aria-activedescendant", active.id);
    else this.box.removeAttribute("aria-activedescendant");
    const waits = this.waiting.size;
    this.pill.hidden = waits === 0;
    if (waits) put(this.pill, `${count(waits)}${waits < WAITING ? "" : "+"} new`, this.paused ? ", paused" : "");
    if (stop >= total - 20) this.wanted();
  }

  drawGroup(group, index, total) {
    let node = this.nodes.get(group);
    if (!node) {
      this.made = (this.made ?? 0) + 1;
      node = el("div", {role: "option", id: `row-${this.made}`});
      this.nodes.set(group, node);
      this.fill.append(node);
      node.version = -1;
      node.group = group;
    }
    if (node.version !== group.version) {
      drawRow(node, group);
      node.version = group.version;
    }
    node.style.transform = `translateY(${index * HEIGHT}px)`;
    node.classList.toggle("active", group === this.active);
    node.classList.toggle("marked", this.marks.has(group));
    node.setAttribute("aria-selected", String(group === this.active || this.marks.has(group)));
    node.setAttribute("aria-posinset", index + 1);
    node.setAttribute("aria-setsize", total);
  }

  clicked(event) {
    const group = event.target.closest("[role=option]")?.group;
    if (!group || group.last.kind === "note") return;
    if (event.ctrlKey || event.metaKey) this.mark(group);
    else if (event.shiftKey && this.active) this.markRange(group);
    else {
      this.activate(group);
      this.opened(group);
    }
  }

  mark(group) {
    if (!group) return;
    if (!this.marks.delete(group)) this.marks.add(group);
    this.markedChanged(this.marks);
    this.draw();
  }

  markRange(group) {
    const [from, to] = [this.indexOf(this.active), this.indexOf(group)].sort((one, other) => one - other);
    for (let index = Math.max(from, 0); index <= to; index += 1)
      if (this.at(index).last.kind !== "note") this.marks.add(this.at(index));
    this.markedChanged(this.marks);
    this.draw();
  }

  unmark() {
    this.marks.clear();
    this.markedChanged(this.marks);
    this.draw();
  }

  activate(group) {
    this.active = group;
    this.draw();
  }

  /** Moves the choice by `step` rows and keeps it in sight. */
  step(step) {
    let index = this.active ? this.indexOf(this.active) : -1;
    do index += index < 0 ? 1 : step;
    while (this.at(index)?.last.kind === "note");
    const group = index >= 0 ? this.at(index) : undefined;
    if (!group) return undefined;
    const top = index * HEIGHT;
    if (top < this.top) this.scrollTo(top);
    else if (top + HEIGHT > this.top + this.height) this.scrollTo(top + HEIGHT - this.height);
    this.activate(group);
    return group;
  }

  pause(paused) {
    this.paused = paused;
    announce(paused ? "Paused" : `${plural(this.waiting.size, "new row")} shown`);
    this.settle();
  }
}
