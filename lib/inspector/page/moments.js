// The events of one call, as far as they are kept.
import {get} from "./api.js";
import {isObject} from "./json.js";
import {userOf} from "./people.js";

const PART = 200;
const MOST = 1000; // Events of a call that are read.

/** The events of a call that are kept: {moments, more}. */
export async function fetchMoments(call) {
  const rows = [];
  let before;
  let more = true;
  while (more && rows.length < MOST) {
    const answer = await get("/api/deliveries", {
      call: call.replace(/[[\]*?\\]/g, "?"),
      bodies: 1,
      limit: PART,
      before,
    });
    rows.push(...answer.rows.filter((row) => row.call_cid === call && row.verdict !== "refused"));
    ({more, next: before} = answer);
    if (before === null || before === undefined) break;
  }
  return {
    moments: momentsOf(
      rows.reverse().map((row) => ({event: row.event, n: row.seq, at: row.at, id: row.webhook_id, group: row.group})),
    ),
    more,
  };
}

/** Whether a moment is the event of the delivery. */
export const isOf = (moment, delivery) => moment.ns.has(delivery.seq) || moment.ids.has(delivery.webhook_id);

/** The parsed events of a call, each once, with the numbers and ids of all deliveries that brought it. */
export function momentsOf(deliveries) {
  const known = new Map();
  const moments = [];
  for (const one of deliveries) {
    if (!isObject(one.event) || typeof one.event.type !== "string") continue;
    const what = JSON.stringify([one.event.type, String(one.event.created_at), userOf(one.event)]);
    const keys = [one.id && `id ${one.id}`, one.event.created_at && what].filter(Boolean);
    let moment = keys.map((key) => known.get(key)).find(Boolean);
    if (!moment) moments.push((moment = {...one, ns: new Set(), ids: new Set()}));
    moment.ns.add(one.n);
    if (one.id) moment.ids.add(one.id);
    for (const key of keys) known.set(key, moment);
  }
  return moments;
}
