// Who and what an event is about: short names for its snapshots, and the sentence of what happened.
import {at, first, isObject} from "./json.js";
import {duration, line, plural, shortId} from "./format.js";

const USERS = new Set(["user", "me", "blocked_by_user", "kicked_by_user", "created_by"]);
const OTHERS = new Set(["call", "members", "participant", "users", "capabilities_by_role", "settings"]);

/** Whether a value is a snapshot that everybody knows and nobody reads first: it is folded. */
export function isSnapshot(path) {
  const key = path.at(-1);
  if (path.length > 1) return (USERS.has(key) || key === "settings") && !path.includes("custom");
  return USERS.has(key) || OTHERS.has(key);
}

const named = (list, path) => {
  const names = list
    .slice(0, 3)
    .map((one) => first(one, ...path))
    .filter(Boolean);
  return `${list.length}${names.length ? `: ${names.join(", ")}` : ""}${names.length && list.length > names.length ? ", …" : ""}`;
};

/** What a folded value is, in a few words. */
export function summary(key, value) {
  if (Array.isArray(value)) {
    if (value.length && value.every((one) => isObject(one) && (one.user_id || one.user?.id)))
      return line(named(value, ["user_id", "user.id"]));
    return plural(value.length, "element");
  }
  if (!isObject(value)) return "";
  if (key === "call" && value.cid) {
    const state = value.ended_at
      ? "ended"
      : value.backstage === true
        ? "backstage"
        : value.backstage === false
          ? "live"
          : "";
    const parts = [
      value.cid,
      first(value, "created_by.id") && `by ${first(value, "created_by.id")}`,
      state,
      value.recording === true && "recording",
      value.transcribing === true && "transcribing",
      at(value, "egress.broadcasting") === true && "broadcasting",
    ];
    return line(parts.filter(Boolean).join(", "));
  }
  if (key === "participant") {
    return line(
      [
        first(value, "user.id", "user_id"),
        value.user_session_id && `session ${shortId(value.user_session_id)}`,
        value.role,
      ]
        .filter((one) => typeof one === "string" && one)
        .join(", "),
    );
  }
  if (typeof value.id === "string" && (USERS.has(key) || "banned" in value)) {
    return line(
      [value.id, value.name !== value.id && value.name, value.role]
        .filter((one) => typeof one === "string" && one)
        .join(", "),
    );
  }
  return plural(Object.keys(value).length, "field");
}

const many = (list, path = "user_id") => {
  const names = (Array.isArray(list) ? list : [])
    .map((one) => (isObject(one) ? first(one, path, "user.id", "id") : String(one)))
    .filter(Boolean);
  if (names.length === 0) return "somebody";
  if (names.length <= 2) return names.join(" and ");
  return `${names[0]}, ${names[1]} and ${names.length - 2} more`;
};

const reason = (event) => {
  const why = first(event, "reason", "error.message", "error", "message");
  return why ? `: ${why}` : "";
};
const FILE_MAX = 40;
const file = (event, key) => {
  const name = first(event, `${key}.filename`) || first(event, `${key}.url`).split(/[?#]/)[0].split("/").at(-1);
  return name.length <= FILE_MAX ? name : `${name.slice(0, FILE_MAX - 13)}…${name.slice(-12)}`;
};
const stayed = (event) =>
  Number.isFinite(event.duration_seconds) ? ` after ${duration(event.duration_seconds * 1000)}` : "";
const custom = (event) => {
  const data = isObject(event.custom) ? event.custom : {};
  const shown = Object.entries(data)
    .slice(0, 3)
    .map(([key, value]) => `${key} ${isObject(value) ? JSON.stringify(value) : value}`);
  return shown.length ? `: ${shown.join(", ")}` : "";
};

// By type: the event, who, the call. Where Stream names nobody, the sentence names nobody.
const SENTENCES = {
  "call.created": (e, who, call) =>
    `${first(e, "call.created_by.id") || who || "Somebody"} created ${call}${e.members?.length ? ` with ${plural(e.members.length, "member")}` : ""}`,
  "call.updated": (e, who, call) => `${call} was updated`,
  "call.deleted": (e, who, call) => `${call} was deleted`,
  "call.ended": (e, who, call) => (who ? `${who} ended ${call} for everyone` : `${call} ended`) + reason(e),
  "call.ring": (e, who, call) =>
    `${call} rings${e.members?.length ? ` at ${plural(e.members.length, "member")}` : ""}${who ? `, called by ${who}` : ""}`,
  "call.notification": (e, who, call) => `The members of ${call} were notified`,
  "call.accepted": (e, who, call) => `${who} accepted ${call}`,
  "call.rejected": (e, who, call) => `${who} rejected ${call}${reason(e)}`,
  "call.missed": (e, who, call) => `${e.members?.length ? many(e.members) : who || "Somebody"} missed ${call}`,
  "call.session_started": (e, who, call) => `A session of ${call} started`,
  "call.session_ended": (e, who, call) => `The session of ${call} ended`,
  "call.session_participant_joined": (e, who, call) => `${who} joined ${call}`,
  "call.session_participant_left": (e, who, call) => `${who} left ${call}${stayed(e)}${reason(e)}`,
  "call.session_participant_count_updated": (e, who, call) => {
    const total = Object.values(isObject(e.participants_count_by_role) ? e.participants_count_by_role : {}).reduce(
      (sum, one) => sum + Number(one),
      Number(e.anonymous_participant_count) || 0,
    );
    return `${plural(total, "participant")} in ${call}`;
  },
  "call.stats_report_ready": (e, who, call) => `The statistics of ${call} are ready`,
  "call.member_added": (e, who, call) =>
    `${many(e.members)} became ${e.members?.length === 1 ? "a member" : "members"} of ${call}`,
  "call.member_removed": (e, who, call) =>
    `${many(e.members)} ${e.members?.length === 1 ? "is no longer a member" : "are no longer members"} of ${call}`,
  "call.member_updated": (e, who, call) => `The data of ${many(e.members)} in ${call} changed`,
  "call.member_updated_permission": (e, who, call) => `The role of ${many(e.members)} in ${call} changed`,
  "call.permission_request": (e, who, call) => `${who} asks for ${many(e.permissions)} in ${call}`,
  "call.permissions_updated": (e, who, call) => `The permissions of ${who} in ${call} changed`,
  "call.blocked_user": (e, who, call) =>
    `${who} was blocked from ${call}${e.blocked_by_user?.id ? ` by ${e.blocked_by_user.id}` : ""}`,
  "call.unblocked_user": (e, who, call) => `${who} was unblocked in ${call}`,
  "call.kicked_user": (e, who, call) =>
    `${who} was removed from ${call}${e.kicked_by_user?.id ? ` by ${e.kicked_by_user.id}` : ""}`,
  "call.user_muted": (e, who, call) =>
    `${e.muted_user_ids ? many(e.muted_user_ids) : "Participants"} muted in ${call}${who ? ` by ${who}` : ""}`,
  "call.moderation_blur": (e, who, call) => `The video of ${who} was blurred in ${call}`,
  "call.moderation_warning": (e, who, call) => `${who} was warned in ${call}${reason(e)}`,
  "call.live_started": (e, who, call) => `${call} went live`,
  "call.reaction_new": (e, who, call) =>
    `${first(e, "reaction.user.id") || who} reacted in ${call}: ${first(e, "reaction.emoji_code", "reaction.type")}`,
  "call.closed_caption": (e, who, call) => `${who} said in ${call}: “${first(e, "closed_caption.text")}”`,
  "call.dtmf": (e, who, call) => `${who || "A participant"} pressed ${first(e, "digit")} in ${call}`,
  "call.user_feedback_submitted": (e, who, call) =>
    `${who} rated ${call}${e.rating !== undefined ? ` ${e.rating} of 5` : ""}${reason(e)}`,
  "call.recording_ready": (e, who, call) => `A recording of ${call} is ready: ${file(e, "call_recording")}`,
  "call.transcription_ready": (e, who, call) => `A transcript of ${call} is ready: ${file(e, "call_transcription")}`,
  "call.frame_recording_ready": (e, who, call) => `A frame of ${call} was captured`,
  custom: (e, who, call) => `${who || "The backend"} sent an event to ${call}${custom(e)}`,
  "user.banned": (e, who) => `${who} was banned${reason(e)}`,
  "user.unbanned": (e, who) => `${who} is no longer banned`,
  "user.deleted": (e, who) => `${who} was deleted`,
  "user.updated": (e, who) => `${who} was updated`,
  "user.presence.changed": (e, who) => `${who} ${e.user?.online ? "came online" : "went offline"}`,
  "connection.ok": (e, who) => `${who || "The WebSocket"} is connected`,
  "health.check": () => "A sign of life on the WebSocket",
};

const PARTS = {
  recording: "Recording",
  frame_recording: "The capture of frames",
  transcription: "Transcription",
  closed_captions: "Captions",
  hls_broadcasting: "The HLS broadcast",
  rtmp_broadcast: "The RTMP broadcast",
};

/** What happened, in one sentence without a full stop; "" for a type that has none. `user`: the one whom the event names. */
export function sentence({event, user: who}) {
  if (!isObject(event) || typeof event.type !== "string") return "";
  const call = line(first(event, "call_cid", "call.cid") || "the call", 80);
  const own = Object.hasOwn(SENTENCES, event.type) && SENTENCES[event.type];
  if (own) return line(own(event, who, call), 240);
  const part = /^call\.(.+)_(started|stopped|failed)$/.exec(event.type);
  if (part && Object.hasOwn(PARTS, part[1]))
    return line(`${PARTS[part[1]]} of ${call} ${part[2]}${part[2] === "failed" ? reason(event) : ""}`, 240);
  return "";
}
