// Numbers, times and foreign text as people read them.

const COUNT = new Intl.NumberFormat("en");
// C0, DEL, C1, soft hyphen, Arabic letter mark, zero widths, bidirectional controls, invisible operators, byte order mark, tags, lone surrogates.
const DECEPTIVE =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]|\p{Surrogate}/gu;

/** `text` with characters that are invisible or reorder others written as escapes. Line ends and tabs stay. */
export function printable(text) {
  return String(text ?? "").replace(DECEPTIVE, (character) => {
    const code = character.codePointAt(0).toString(16);
    return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, "0")}`;
  });
}

/** The same on one line, and cut. */
export function line(text, most = 200) {
  const whole = String(text ?? "");
  const cut = whole.length > most ? `${whole.slice(0, most).replace(/\p{Surrogate}$/u, "")}…` : whole;
  return printable(cut).replace(/[\n\t]+/g, " ");
}

export const count = (number) => COUNT.format(number ?? 0);

/** "1 member", "2 members". */
export const plural = (number, word, many = `${word}s`) => `${count(number)} ${number === 1 ? word : many}`;

export function bytes(size) {
  if (size === undefined || size === null) return "";
  if (size < 1024) return `${size} B`;
  if (size < 1024 * 1024) return `${trimmed(size / 1024)} KiB`;
  return `${trimmed(size / 1024 / 1024)} MiB`;
}

const trimmed = (value) => (value < 10 ? value.toFixed(1).replace(/\.0$/, "") : value.toFixed(0));

/** A duration in milliseconds: "0.4 ms", "12 ms", "1.2 s", "3 min 5 s", "2 h 10 min". */
export function duration(ms) {
  if (ms === undefined || ms === null || Number.isNaN(ms)) return "";
  if (ms < 1000) return `${trimmed(ms)} ms`;
  if (ms < 60_000) return `${trimmed(ms / 1000)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600)
    return [`${Math.floor(seconds / 60)} min`, seconds % 60 && `${seconds % 60} s`].filter(Boolean).join(" ");
  const minutes = Math.round(seconds / 60);
  return [`${Math.floor(minutes / 60)} h`, minutes % 60 && `${minutes % 60} min`].filter(Boolean).join(" ");
}

/** Milliseconds since the epoch of an RFC 3339 time, a time in nanoseconds, or a number of milliseconds; NaN if it is none. */
export function instant(time) {
  if (time === undefined || time === null || time === "") return NaN;
  const text = String(time);
  if (/^\d{16,20}$/.test(text)) return Number(text) / 1e6;
  return typeof time === "number" ? time : Date.parse(text.replace(/(\.\d{3})\d+/, "$1"));
}

const two = (number) => String(number).padStart(2, "0");

/** The local wall time of an instant, with milliseconds unless told: "14:03:21.482". */
export function clock(time, exact = true) {
  const at = new Date(instant(time));
  if (Number.isNaN(at.getTime())) return "";
  const whole = `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
  return exact ? `${whole}.${String(at.getMilliseconds()).padStart(3, "0")}` : whole;
}

/** The local date and time: "2026-11-27 14:03:21.482". */
export function dated(time) {
  const at = new Date(instant(time));
  if (Number.isNaN(at.getTime())) return "";
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${clock(time)}`;
}

/** An id as people compare it: its first 8 characters. */
export const shortId = (id) => line(id, 8).replace(/…$/, "");

/** "http://127.0.0.1:3000/hook" without its scheme. */
export const shortUrl = (url) => line(String(url ?? "").replace(/^http:\/\//, ""), 120);
