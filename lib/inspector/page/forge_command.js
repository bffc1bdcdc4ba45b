// What the form of forge would be on the command line.

const quoted = (word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

/** The command of a body for /api/forge; "" for what has no command. */
export function forgeCommand({type, call, user_id: user, set = [], count, signature, gzip, duplicate, attempts, to}) {
  if (duplicate) return "";
  const words = ["streamctl", "forge", type];
  const add = (name, value) => words.push(name, quoted(value));
  if (call) add("--call", call);
  if (user) add("--user-id", user);
  for (const one of set) add("--set", one);
  if (count > 1) add("--count", String(count));
  if (signature && signature !== "valid") add("--signature", signature);
  if (gzip) words.push("--gzip");
  if (attempts === "once") words.push("--no-retry");
  if (to) add("--to", to);
  return words.join(" ");
}
