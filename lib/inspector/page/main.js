// Shows deliveries as they come.
const token = new URLSearchParams(location.hash.slice(1)).get("token") ?? sessionStorage.getItem("token") ?? "";
sessionStorage.setItem("token", token);
history.replaceState(null, "", "#/");

const state = document.getElementById("state");
const list = document.getElementById("list");
const stream = new EventSource(`/api/stream?token=${encodeURIComponent(token)}&after=0`);
stream.addEventListener("open", () => { state.textContent = "Waiting for deliveries"; });
stream.addEventListener("error", () => { state.textContent = "Not connected; open the address that streamctl printed"; });
stream.addEventListener("end", () => { stream.close(); state.textContent = "The command has ended"; });
stream.addEventListener("rows", (message) => {
  for (const row of JSON.parse(message.data).rows) {
    const item = document.createElement("li");
    item.textContent = [row.at, row.verdict, row.status, row.type, row.call_cid, row.who, row.reason].filter(Boolean).join("  ");
    list.prepend(item);
  }
  while (list.children.length > 500) list.lastChild.remove();
});
