// Starts the page: connects list, view, bar and keys with what the inspector tells.
import {follow, get, takeToken} from "./api.js";
import {banner} from "./banner.js";
import {Browser} from "./browser.js";
import {find} from "./dom.js";
import {followEmulator} from "./emulator.js";
import {followHeld} from "./held.js";
import {listenToKeys} from "./keys.js";
import {say, sayError} from "./notice.js";
import * as route from "./route.js";
import {addHeld, countRows, setState, store, tell} from "./store.js";
import {TopBar} from "./top_bar.js";
import {showView} from "./views.js";

const browser = new Browser(find("#list"));
const bar = new TopBar(find("#top"), browser);

function follows() {
  let lostAt;
  // What came while the connection was lost is still to come.
  const after = () => (browser.loaded ? Math.floor(store.rows.newest) : undefined);
  follow(after, {
    opened() {
      if (lostAt && browser.loaded)
        browser.note(
          `The connection to streamctl was lost from ${lostAt.toLocaleTimeString()} to ${new Date().toLocaleTimeString()}`,
        );
      lostAt = undefined;
      store.connected = true;
      banner("connection");
      if (!browser.loaded) browser.load().catch(sayError);
    },
    lost(ended) {
      lostAt ??= new Date();
      store.connected = false;
      if (store.state) store.state.held = []; // Nobody can decide about them any more.
      const command = store.state?.command ?? "streamctl";
      banner(
        "connection",
        ended
          ? `${command} has ended. What this page has loaded stays; start the command again and open the address that it prints.`
          : "The connection to streamctl is lost. Trying again…",
        {wrong: !ended},
      );
      tell("state", store.state);
    },
    denied() {
      banner("connection", "Another streamctl runs at this address. Open the address that it printed.", {wrong: true});
    },
    rows({rows}) {
      countRows(rows);
      browser.arrived(rows);
      bar.count(rows.length);
    },
    skipped({count}) {
      browser.skipped(count, "this page draws; a search finds those that are still kept");
      bar.count(count);
    },
    state: setState,
    action: (event) => tell("action", event),
    held: addHeld,
    emulator: (data) => tell("emulator", data),
    end() {
      store.state = {...store.state, ending: true};
      tell("state", store.state);
    },
  });
}

async function start() {
  if (!takeToken()) {
    banner("connection", "This page needs the address that streamctl printed: it carries the token.", {wrong: true});
    return;
  }
  try {
    setState(await get("/api/state"));
  } catch (error) {
    if (error.status === 401)
      banner("connection", "The token of this address is of another run. Open the address that streamctl printed.", {
        wrong: true,
      });
    else sayError(error);
    if (error.status) return;
  }
  get("/api/catalogue").then(
    (catalogue) => {
      store.catalogue = catalogue;
      tell("catalogue", catalogue);
    },
    () => say("The catalogue could not be read", {wrong: true}),
  );
  route.onChange(show);
  listenToKeys(browser);
  find("#skip").addEventListener("click", () => browser.list.box.focus());
  followHeld();
  followEmulator();
  follows();
  show(route.read());
}

function show(place) {
  browser.search(place.query);
  bar.showSearch(place.query);
  showView(find("#view"), place, browser);
}

start();
