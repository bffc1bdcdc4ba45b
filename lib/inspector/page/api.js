// The inspector's HTTP API: the token, requests, and the stream of what happens.

const KEPT = "streamctl-inspector-token";
let token = "";

/** Takes the token out of the address that streamctl printed, or the one of an earlier visit. */
export function takeToken() {
  const given = /^#token=([\w.~-]+)/.exec(location.hash);
  if (given) {
    token = given[1];
    sessionStorage.setItem(KEPT, token);
    localStorage.setItem(KEPT, token);
    history.replaceState(null, "", `${location.pathname}#/`);
  } else {
    token = sessionStorage.getItem(KEPT) ?? localStorage.getItem(KEPT) ?? "";
  }
  return token !== "";
}

/** A refusal by the inspector, or `code` "unreachable". */
export class Refusal extends Error {
  constructor(message, {code = "", hint = "", status = 0} = {}) {
    super(message);
    Object.assign(this, {code, hint, status});
  }
}

async function ask(path, options = {}) {
  let answer;
  try {
    answer = await fetch(path, {...options, headers: {Authorization: `Bearer ${token}`, ...options.headers}});
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refusal("streamctl does not answer", {code: "unreachable"});
  }
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok)
    throw new Refusal(body.error?.message ?? `HTTP ${answer.status}`, {...body.error, status: answer.status});
  return body;
}

/** GET: `query` has the parameters; those that are empty are left out. */
export function get(path, query = {}, signal) {
  const search = new URLSearchParams(
    Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== ""),
  );
  return ask(search.size ? `${path}?${search}` : path, {signal});
}

export const post = (path, body) =>
  ask(path, {method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify(body)});

const EVENTS = ["rows", "skipped", "state", "action", "held", "emulator", "end"];
const AGAIN_MS = 2000;

/** Follows the stream for good, from after() on. `on`: a function for each event, and opened(), lost(), denied(). */
export function follow(after, on) {
  let ended = false;
  function connect() {
    const query = new URLSearchParams({token});
    const last = after();
    if (last !== undefined) query.set("after", last);
    const source = new EventSource(`/api/stream?${query}`);
    source.onopen = () => {
      ended = false;
      on.opened();
    };
    for (const name of EVENTS) {
      source.addEventListener(name, (event) => {
        const data = JSON.parse(event.data || "{}");
        if (name === "end") ended = true;
        on[name](data);
      });
    }
    source.onerror = () => {
      source.close();
      on.lost(ended);
      setTimeout(again, ended ? 3 * AGAIN_MS : AGAIN_MS);
    };
  }
  // EventSource does not tell a refusal from a lost connection; a request does.
  async function again() {
    try {
      await get("/api/state");
      connect();
    } catch (error) {
      if (error.status === 401 || error.status === 403) on.denied();
      setTimeout(again, AGAIN_MS);
    }
  }
  connect();
}
