// The story of a call, read from its events in the order of their own times: one session after the other.
import {instant} from "./format.js";
import {first} from "./json.js";
import {sentence} from "./people.js";

const PARTS = [
  ["Recording", /^call\.recording_(started|stopped|failed)$/, "recording"],
  ["Transcription", /^call\.transcription_(started|stopped|failed)$/, "transcription"],
  ["Captions", /^call\.closed_captions_(started|stopped|failed)$/, "transcription"],
  ["Frames", /^call\.frame_recording_(started|stopped|failed)$/, "recording"],
  ["HLS", /^call\.hls_broadcasting_(started|stopped|failed)$/, "broadcast"],
  ["RTMP", /^call\.rtmp_broadcast_(started|stopped|failed)$/, "broadcast"],
  ["Ingress", /^ingress\.(started|stopped|error)$/, "ingress"],
];
// Events without a duration: their lane, its group and kind.
const MARKS = {
  "call.recording_ready": ["Recording", "recording", "part"],
  "call.transcription_ready": ["Transcription", "transcription", "part"],
  "call.frame_recording_ready": ["Frames", "recording", "part"],
  "call.ring": ["Ringing", "ringing", "ring"],
  "call.notification": ["Ringing", "ringing", "ring"],
  "call.accepted": ["Ringing", "ringing", "ring"],
  "call.rejected": ["Ringing", "ringing", "ring"],
  "call.missed": ["Ringing", "ringing", "ring"],
  "call.reaction_new": ["Reactions", "custom", "marks"],
  "call.closed_caption": ["Captions", "transcription", "part"],
  "call.dtmf": ["Keys pressed", "custom", "marks"],
  "call.user_feedback_submitted": ["Feedback", "feedback", "marks"],
  custom: ["Custom events", "custom", "marks"],
};
const BAD = new Set(["call.rejected", "call.missed"]);
const FILES = [
  ["call.recording_stopped", "call.recording_ready", "The recording"],
  ["call.transcription_stopped", "call.transcription_ready", "The transcription"],
];
const ORDER = ["call", "session", "person", "ring", "part", "marks"];
const BEFORE_SESSION = new Set(["call.created", "call.ring", "call.notification"]);

const deviceOf = ({event, user}) => first(event, "participant.user_session_id") || user;

class StoryBuilder {
  constructor() {
    Object.assign(this, {lanes: [], open: new Map(), remarks: []});
  }

  lane(name, group, kind) {
    let lane = this.lanes.find((one) => one.name === name && one.kind === kind);
    if (!lane) this.lanes.push((lane = {name, group, kind, spans: [], marks: []}));
    return lane;
  }

  begin(key, lane, moment) {
    if (this.open.has(key)) return;
    const span = {from: moment.time, to: undefined, n: moment.n, failed: false};
    lane.spans.push(span);
    this.open.set(key, {lane, span});
  }

  end(key, lane, moment, failed = false) {
    const found = this.open.get(key);
    this.open.delete(key);
    if (found) Object.assign(found.span, {to: moment.time, failed});
    else {
      lane.spans.push({from: undefined, to: moment.time, n: moment.n, failed});
      this.remarks.push({
        words: `The beginning of ${lane.name === "Session" ? "the session" : lane.name} was not seen`,
        wrong: false,
      });
    }
  }

  mark([name, group, kind], moment) {
    const {event, n, time} = moment;
    const words = sentence(moment) || event.type;
    this.lane(name, group, kind).marks.push({at: time, n, failed: BAD.has(event.type), words});
  }

  /** Recording and the like: true if the event is of such a part. */
  part(moment) {
    for (const [name, pattern, group] of PARTS) {
      const match = pattern.exec(moment.event.type);
      if (!match) continue;
      const which = name === "RTMP" ? first(moment.event, "name") : "";
      const lane = this.lane(which ? `${name} ${which}` : name, group, "part");
      if (match[1] === "started") this.begin(lane.name, lane, moment);
      else this.end(lane.name, lane, moment, match[1] !== "stopped");
      return true;
    }
    return false;
  }

  add(moment) {
    const {event} = moment;
    const person = () => this.lane(moment.user, "session", "person");
    const session = () => this.lane("Session", "session", "session");
    if (event.type === "call.session_started") this.begin("session", session(), moment);
    else if (event.type === "call.session_ended") this.end("session", session(), moment);
    else if (event.type === "call.session_participant_joined") this.begin(`who ${deviceOf(moment)}`, person(), moment);
    else if (event.type === "call.session_participant_left") this.end(`who ${deviceOf(moment)}`, person(), moment);
    else if (event.type === "call.live_started") this.begin("live", this.lane("Live", "broadcast", "part"), moment);
    else if (Object.hasOwn(MARKS, event.type)) this.mark(MARKS[event.type], moment);
    else if (!this.part(moment)) this.mark(["Call", "call", "call"], moment);
    if (event.type === "call.session_ended" || event.type === "call.ended") this.endWithSession(moment);
  }

  /** What needs no event of its own to end. */
  endWithSession(moment) {
    for (const key of ["session", "live"]) if (this.open.has(key)) this.end(key, this.open.get(key).lane, moment);
  }

  /** Says what goes on, and what should have ended. */
  finish(isOver) {
    for (const [key, {lane, span}] of this.open) {
      span.neverEnded = isOver;
      const isPerson = key.startsWith("who ");
      const words = isPerson
        ? [`${lane.name} is in the session`, `${lane.name} joined and never left`]
        : [`${lane.name} goes on`, `${lane.name} began and never ended`];
      this.remarks.push({words: words[Number(isOver)], wrong: isOver});
    }
  }
}

const ended = ({event}) => event.type === "call.session_ended" || event.type === "call.ended";
const timed = (one) => {
  const own = instant(one.event.created_at);
  return {...one, time: Number.isNaN(own) ? instant(one.at) : own};
};

/** Moments in the order of the events' own times. */
export const inOrder = (moments) => moments.map(timed).sort((one, other) => one.time - other.time || one.n - other.n);

/**
 * `moments`: [{event, user, n, at}], the events of one session with the number of their delivery and when it was received.
 * {lanes, remarks, moments in order, from, to, present}.
 */
export function story(moments) {
  const known = inOrder(moments);
  const builder = new StoryBuilder();
  for (const moment of known) builder.add(moment);
  const present = [...builder.open.keys()].filter((key) => key.startsWith("who ")).length;
  const isOver = known.some(ended);
  builder.finish(isOver);
  for (const [stopped, ready, name] of FILES) {
    const number = (type) => known.filter((one) => one.event.type === type).length;
    if (number(stopped) > number(ready))
      builder.remarks.push({words: `${name} stopped, and its file has not come yet`, wrong: false});
  }
  const lanes = builder.lanes.sort((one, other) => ORDER.indexOf(one.kind) - ORDER.indexOf(other.kind));
  return {
    lanes,
    remarks: builder.remarks,
    moments: known,
    from: known[0]?.time ?? 0,
    to: known.at(-1)?.time ?? 0,
    present,
    isOver,
  };
}

/** The moments by session, in order; what precedes a session, such as a ring, belongs to it. */
export function sessions(moments) {
  const found = [[]];
  let over = false;
  let started = false;
  for (const moment of inOrder(moments)) {
    const {type} = moment.event;
    if ((over && BEFORE_SESSION.has(type)) || (type === "call.session_started" && (started || over))) {
      found.push([]);
      over = started = false;
    }
    if (type === "call.session_started") started = true;
    if (ended(moment)) over = true;
    found.at(-1).push(moment);
  }
  return found;
}

/** How many were in the session after the event of delivery `n`; undefined if its beginning was not seen. */
export function presentAt(moments, n) {
  const session = sessions(moments).find((one) => one.some((moment) => moment.n === n)) ?? [];
  const index = session.findIndex((one) => one.n === n);
  const before = session.slice(0, index + 1);
  if (!before.some((one) => one.event.type === "call.session_started")) return undefined;
  return story(before).present;
}
