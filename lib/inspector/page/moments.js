// The events of one call, as far as they are kept.
import {get} from "./api.js";
import {isObject} from "./json.js";

const PART = 200;
const MOST = 1000; // Events of a call that are read.

let latest = {rows: []}; // What was read last: the events of one call.
let reading = Promise.resolve();

/** Reads the events of a call with numbers above `after`, the latest `MOST`, oldest first. */
async function readRows(call, after) {
  const rows = [];
  let before;
  let more = true;
  while (more && rows.length < MOST) {
    const answer = await get("/api/deliveries", {
      call: call.replace(/[[\]*?\\]/g, "?"),
      bodies: 1,
      limit: PART,
      before,
      after,
    });
    rows.push(...answer.rows.filter((row) => row.call_cid === call && row.verdict !== "refused"));
    ({more, next: before} = answer);
    if (before === null || before === undefined) break;
  }
  return {rows: rows.reverse(), more};
}

/** The events of a call that are kept: {moments, more}. What was read of the same call is not read again. */
export function fetchMoments(call) {
  const read = async () => {
    const known = latest.call === call ? latest : {call, rows: [], more: false};
    const news = await readRows(call, known.rows.at(-1)?.seq);
    const rows = [...known.rows, ...news.rows];
    latest = {call, rows: rows.slice(-MOST), more: known.more || news.more || rows.length > MOST};
    return {moments: momentsOf(latest.rows), more: latest.more};
  };
  const result = reading.then(read);
  reading = result.catch(() => {});
  return result;
}

/** Whether a moment is the event of the delivery. */
export const isOf = (moment, delivery) => moment.ns.has(delivery.seq) || moment.ids.has(delivery.webhook_id);

/** The events of rows, each once, with the numbers and ids of all deliveries that brought it. */
function momentsOf(rows) {
  const known = new Map();
  const moments = [];
  for (const {event, seq: n, at, webhook_id: id, group, user} of rows) {
    const one = {event, n, at, id, group, user};
    if (!isObject(event) || typeof event.type !== "string") continue;
    const what = JSON.stringify([one.event.type, String(one.event.created_at), one.user]);
    const keys = [one.id && `id ${one.id}`, one.event.created_at && what].filter(Boolean);
    let moment = keys.map((key) => known.get(key)).find(Boolean);
    if (!moment) moments.push((moment = {...one, ns: new Set(), ids: new Set()}));
    moment.ns.add(one.n);
    if (one.id) moment.ids.add(one.id);
    for (const key of keys) known.set(key, moment);
  }
  return moments;
}
