// Nothing has come yet: what to run to see something.
import {button, el} from "./dom.js";
import {shortUrl} from "./format.js";
import {commandLine} from "./notice.js";
import {can, store} from "./store.js";
import * as route from "./route.js";

/** The commands to begin with: [what it does, the command]. */
function commands() {
  const {command, url} = store.state ?? {};
  const to = url ? ` --to ${url}` : "";
  if (command === "emulator") {
    const at = url ? ` --at ${url}` : "";
    return [
      ["Make a call ring", `streamctl emulator push call.ring --call default:standup${at}`],
      ["Let somebody join", `streamctl emulator push call.session_participant_joined --call default:standup${at}`],
      ["Receive its webhooks", "streamctl listen --ui"],
    ];
  }
  if (command === "watch") {
    return [
      ["Send an event to the call", "streamctl send-event default:standup --custom render-animation=balloons"],
      ["Try it without Stream", "streamctl emulator --port 0 -- streamctl watch default:standup --create --ui"],
      ["See what can arrive", "streamctl events"],
    ];
  }
  return [
    ["Send one event, signed as Stream does", `streamctl forge call.created${to}`],
    ["Send the whole life of a call", `streamctl forge --scenario recording${to}`],
    ["Let Stream send its own", "streamctl hooks add https://YOUR-PUBLIC-ADDRESS/"],
  ];
}

const NOTHING = {
  listen: "Waiting for the first delivery",
  watch: "Waiting for the first event",
  emulator: "Waiting for the first webhook",
};

export function emptyState() {
  const {command, url} = store.state ?? {};
  return [
    el("div", {class: "empty-pulse", "aria-hidden": "true"}),
    el("h2", {}, NOTHING[command] ?? "Nothing yet"),
    url &&
      el(
        "p",
        {class: "quiet"},
        command === "emulator" ? "Stream is emulated at " : "Post webhooks to ",
        el("code", {}, shortUrl(url)),
      ),
    el(
      "ul",
      {class: "commands"},
      commands().map(([words, line]) =>
        el(
          "li",
          {},
          el("span", {class: "quiet"}, words),
          commandLine(line),
        ),
      ),
    ),
    can("forge") &&
      el(
        "p",
        {class: "quiet"},
        "Or without a terminal: ",
        button("Forge an event", () => route.go({view: "forge"}), {kind: "link"}),
      ),
  ];
}
