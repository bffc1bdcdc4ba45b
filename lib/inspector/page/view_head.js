// The heading of a view, with the way back to the list where there is room for one of the two only.
import {button, el} from "./dom.js";
import * as route from "./route.js";

export const backButton = () =>
  button("", () => route.go({view: "list"}), {kind: "plain back", image: "back", "aria-label": "Back to the list"});

export const viewHead = (title, ...more) =>
  el("header", {class: "view-head"}, el("div", {class: "view-title"}, backButton(), el("h1", {}, title), ...more));
