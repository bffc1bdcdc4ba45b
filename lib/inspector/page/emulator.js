// The emulator: its calls, users, connections and hooks, its log, and what can be made to happen.
import {get, post} from "./api.js";
import {button, el, put, table} from "./dom.js";
import {choice, field, form, text} from "./form.js";
import {clock, count, duration, line, plural, shortId, shortUrl} from "./format.js";
import {say, sayError} from "./notice.js";
import * as route from "./route.js";
import {on, store} from "./store.js";
import {tabs} from "./tabs.js";
import {viewHead} from "./view_head.js";

const LOGGED = 500;
const SHOWN = 200;
const AGAIN_MS = 600;
const log = []; // The latest lines, also of when the view was not open.

/** Reads what happened before the page was opened, once. */
async function readLog() {
  if (log.length > 0) return;
  const answer = await get("/api/emulator/log").catch(() => ({log: []}));
  if (log.length === 0) log.push(...answer.log.slice(-LOGGED));
}

/** Remembers what the emulator does. */
export function followEmulator() {
  on("emulator", ({lines}) => {
    log.push(...(lines ?? []));
    log.splice(0, Math.max(0, log.length - LOGGED));
  });
}

const tableOr = (heads, rows, nothing) =>
  rows.length === 0 ? el("p", {class: "quiet"}, nothing) : table(heads[0], heads, rows);
const cell = (value, kind = "") => el("td", {class: kind}, el("bdi", {}, line(value ?? "", 160)));
const name = (value) => el("th", {scope: "row", class: "mono"}, el("bdi", {}, line(value ?? "", 120)));

function stateOf(call) {
  const words = [
    call.ended_at ? "ended" : call.backstage ? "backstage" : "",
    call.recording && "recording",
    call.transcribing && "transcribing",
    call.captioning && "captions",
    call.egress?.broadcasting && "broadcasting",
  ];
  return words.filter(Boolean).join(", ");
}

function calls(state) {
  return tableOr(
    ["Call", "In session", "Since", "State", "Members", "Watchers"],
    (state.calls ?? []).slice(0, SHOWN).map(({call, members, watchers}) => {
      const session = call.session && !call.session.ended_at ? call.session : undefined;
      const inside = (session?.participants ?? []).map((one) => one.user?.id);
      return el(
        "tr",
        {},
        el(
          "th",
          {scope: "row", class: "mono"},
          el("a", {href: route.write({...route.read(), query: `call:${call.cid}`})}, el("bdi", {}, line(call.cid, 90))),
        ),
        cell(
          inside.length ? `${inside.length}: ${inside.slice(0, 4).join(", ")}${inside.length > 4 ? ", …" : ""}` : "–",
        ),
        cell(session ? clock(session.started_at, false) : ""),
        cell(stateOf(call)),
        cell(count(members?.length ?? 0)),
        cell(count(watchers ?? 0)),
      );
    }),
    "No calls yet. Push an event, or let an app create one.",
  );
}

const users = (state) =>
  tableOr(
    ["User", "Name", "Role", "State"],
    (state.users ?? [])
      .slice(0, SHOWN)
      .map((user) =>
        el(
          "tr",
          {},
          name(user.id),
          cell(user.name),
          cell(user.role),
          cell([user.online && "online", user.banned && "banned"].filter(Boolean).join(", ")),
        ),
      ),
    "No users yet.",
  );

function connections(state, act) {
  return tableOr(
    ["User", "Connection", "Watches", "Drop"],
    (state.connections ?? []).slice(0, SHOWN).map((one) =>
      el(
        "tr",
        {},
        name(one.user_id),
        cell(shortId(one.connection_id), "mono"),
        cell((one.watched ?? []).join(", "), "mono"),
        el(
          "td",
          {},
          button("Drop", () => act("drop", {user_id: one.user_id}, "Dropped"), {kind: "link"}),
        ),
      ),
    ),
    "No WebSocket is connected.",
  );
}

const hooks = (state) =>
  tableOr(
    ["Hook", "To", "Types"],
    (state.event_hooks ?? []).map((hook) =>
      el(
        "tr",
        {},
        el("th", {scope: "row"}, `${line(hook.hook_type, 20)}${hook.enabled === false ? ", off" : ""}`),
        cell(shortUrl(hook.webhook_url ?? hook.sqs_queue_url ?? hook.sns_topic_arn), "mono"),
        cell(hook.event_types?.length ? hook.event_types.join(", ") : "all"),
      ),
    ),
    "No hooks. Add one: streamctl hooks add URL",
  );

function logLine(one) {
  if (one.kind === "request") {
    return [
      cell(`${one.method} ${one.path}`, "mono"),
      el("td", {class: one.status >= 400 ? "reason" : ""}, one.status),
      cell(duration(one.duration_ms)),
      cell([one.error, (one.events ?? []).length ? `sent ${one.events.join(", ")}` : ""].filter(Boolean).join("; ")),
    ];
  }
  if (one.kind === "delivery") {
    const last = one.attempts?.at(-1);
    return [
      cell(`webhook ${one.type} to ${shortUrl(one.url)}`, "mono"),
      el(
        "td",
        {class: one.result === "failed" ? "reason" : ""},
        (one.attempts ?? []).map((attempt) => attempt.status ?? attempt.outcome).join(", "),
      ),
      cell(duration(last?.duration_ms)),
      cell(one.result === "failed" ? last?.error || "not delivered" : ""),
    ];
  }
  if (one.kind === "socket")
    return [
      cell(`socket ${one.event} ${one.user_id ?? ""}`, "mono"),
      el("td", {class: one.event === "refused" ? "reason" : ""}, one.code ?? ""),
      cell(""),
      cell(one.error),
    ];
  return [
    cell(`${one.kind} ${one.type ?? ""} ${one.url ? shortUrl(one.url) : ""}`, "mono"),
    cell(""),
    cell(""),
    cell(one.error),
  ];
}

const logTable = () =>
  tableOr(
    ["At", "What", "Answer", "Took", "Details"],
    log
      .slice(-SHOWN)
      .reverse()
      .map((one) => el("tr", {}, el("td", {class: "mono"}, clock(one.at ?? one.attempts?.[0]?.at)), logLine(one))),
    "Nothing has happened yet.",
  );

function typeChoice() {
  const types = (store.catalogue?.types ?? []).filter((type) => type.websocket).map((type) => [type.name, type.name]);
  return choice(types.length ? types : [["call.ring", "call.ring"]], "call.ring");
}

function actions(act) {
  const type = typeChoice();
  const call = text("default:standup", {class: "mono"});
  const user = text("", {class: "mono", placeholder: "john"});
  const status = text("503", {inputmode: "numeric"});
  const number = text("1", {inputmode: "numeric"});
  const operation = text("", {class: "mono", placeholder: "every operation"});
  return el(
    "div",
    {class: "emulator-actions"},
    form(
      () =>
        act("push", {type: type.value, call_cid: call.value, ...(user.value ? {user_id: user.value} : {})}, "Pushed"),
      el("h2", {}, "Push an event"),
      el("div", {class: "fields"}, field("Type", type), field("Call", call), field("User", user)),
      el("div", {class: "do"}, button("Push", undefined, {kind: "first", type: "submit"})),
    ),
    form(
      () =>
        act(
          "fail",
          {
            count: Number(number.value) || 1,
            status: Number(status.value) || 503,
            ...(operation.value ? {operation: operation.value} : {}),
          },
          "The next requests fail",
        ),
      el("h2", {}, "Fail the next requests"),
      el("div", {class: "fields"}, field("How many", number), field("Status", status), field("Operation", operation)),
      el(
        "div",
        {class: "do"},
        button("Fail", undefined, {type: "submit"}),
        button("Drop all sockets", () => act("drop", {}, "Dropped")),
      ),
    ),
  );
}

const PARTS = [
  ["calls", "Calls"],
  ["users", "Users"],
  ["connections", "Connections"],
  ["hooks", "Hooks"],
  ["log", "Log"],
];
const SIZES = {
  calls: (state) => state.calls,
  users: (state) => state.users,
  connections: (state) => state.connections,
  hooks: (state) => state.event_hooks,
};

export function emulatorView(place, where) {
  let state;
  let drawn;
  let stopped = false;
  const partOf = (tab) => (PARTS.some(([key]) => key === tab) ? tab : "calls");
  let part = partOf(where.tab);
  const bar = tabs("Parts of the emulator", PARTS, (name) => route.go({view: "emulator", tab: name}, {replace: true}));
  put(bar.panel, el("p", {class: "quiet"}, "Reading the state…"));
  async function act(action, body, words) {
    try {
      const answer = await post(`/api/emulator/${action}`, body);
      say(
        answer.events
          ? `${words}: ${plural(answer.events.length, "event")}`
          : answer.dropped !== undefined
            ? `${plural(answer.dropped, "socket")} dropped`
            : words,
      );
      load();
    } catch (error) {
      sayError(error);
    }
  }
  const drawing = {
    calls: () => calls(state),
    users: () => users(state),
    connections: () => connections(state, act),
    hooks: () => hooks(state),
    log: logTable,
  };
  function draw() {
    bar.show(part);
    if (!state) return;
    for (const [name, list] of Object.entries(SIZES)) bar.count(name, count(list(state)?.length ?? 0));
    const now = part === "log" ? "" : JSON.stringify([part, state]);
    if (now && now === drawn) return; // What a click may be aimed at stays the same element.
    drawn = now;
    put(bar.panel, drawing[part]());
  }
  async function load() {
    try {
      state = await get("/api/emulator/state");
      if (!stopped) draw();
    } catch (error) {
      if (!stopped && error.code !== "unreachable") put(bar.panel, el("p", {class: "reason"}, line(error.message, 300)));
    }
  }
  const article = el("article", {class: "page-view"}, viewHead("Emulator"), actions(act), bar.list, bar.panel);
  put(place, article);
  draw();
  readLog().then(load);
  let timer;
  const again = () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      load();
    }, AGAIN_MS);
  };
  const stops = [
    on("emulator", again),
    on("catalogue", () => put(article.querySelector("select"), [...typeChoice().children])), // What is typed stays.
  ];
  return {
    leave() {
      stopped = true;
      clearTimeout(timer);
      for (const stop of stops) stop();
    },
    tab(name) {
      part = partOf(name);
      draw();
    },
  };
}
