// What is typed into the search box, as conditions for /api/deliveries.

const NAMES = {type: "type", call: "call", user: "user", is: "verdict", verdict: "verdict", id: "id", text: "text"};
const VERDICTS = new Set(["accepted", "refused", "failed", "retry"]);

/** The conditions of `text`: `type:call.* call:default:standup user:john is:refused id:3f2a01 words jq:.rating < 3`. */
export function conditions(text) {
  const found = {};
  const words = [];
  const [plain, expression] = text.split(/(?:^|\s)jq:(.*)/s);
  if (expression?.trim()) found.jq = expression.trim();
  for (const part of plain.match(/(?:[a-z]+:)?"[^"]*"|\S+/g) ?? []) {
    const [, name, value] = /^([a-z]+):"?(.*?)"?$/s.exec(part) ?? [];
    if (name && Object.hasOwn(NAMES, name) && value && (NAMES[name] !== "verdict" || VERDICTS.has(value)))
      found[NAMES[name]] = value;
    else words.push(part.replace(/^"(.*)"$/s, "$1"));
  }
  if (words.length) found.text = [found.text, ...words].filter(Boolean).join(" ");
  return found;
}

/** The text with `name:value` switched on, or off if it is there. */
export function toggled(text, name, value) {
  const word = `${name}:${value}`;
  const parts = text.split(/\s+/).filter(Boolean);
  if (parts.includes(word)) return parts.filter((part) => part !== word).join(" ");
  return [word, ...parts.filter((part) => !part.startsWith(`${name}:`))].join(" ");
}
