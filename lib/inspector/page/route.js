// The page's address after "#": which view, which delivery, which tab, which search. Each can be opened again.

const SINGLE = new Set(["emulator"]); // Views that show one thing: what follows their name is a tab.

/** {view: "list"|"d"|"forge"|…, key, tab, query} of the address. */
export function read() {
  const [path, search] = location.hash.replace(/^#\/?/, "").split("?");
  let [view, key, tab] = path.split("/").map((part) => {
    try {
      return decodeURIComponent(part);
    } catch {
      return part;
    }
  });
  if (SINGLE.has(view)) [key, tab] = ["", key];
  return {view: view || "list", key: key ?? "", tab: tab ?? "", query: new URLSearchParams(search).get("q") ?? ""};
}

export function write({view = "list", key = "", tab = "", query = ""}) {
  const path = view === "list" ? "" : [view, key, tab].filter(Boolean).map(encodeURIComponent).join("/");
  return `#/${path}${query ? `?${new URLSearchParams({q: query})}` : ""}`;
}

/** Goes to a place; what is not named stays as it is for the search, and is empty otherwise. */
export function go(place, {replace = false} = {}) {
  const hash = write({query: read().query, ...place});
  if (hash === location.hash) return;
  history[replace ? "replaceState" : "pushState"](null, "", hash);
  window.dispatchEvent(new HashChangeEvent("hashchange"));
}

export const onChange = (then) => window.addEventListener("hashchange", () => then(read()));
