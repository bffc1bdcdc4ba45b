// The fields of the state that a saved file keeps. Each list names every field of its struct, so
// that a field that is added to one and not to the other does not compile.
#pragma once

#include "emulator/state/event.h"
#include "emulator/state/store.h"

namespace streamctl::emulator {

template <class Archive>
void fields(Archive& in, Device& value) {
  auto& [id, push_provider, push_provider_name, voip, created_at] = value;
  in("id", id), in("push_provider", push_provider), in("push_provider_name", push_provider_name);
  in("voip", voip), in("created_at", created_at);
}

template <class Archive>
void fields(Archive& in, User& value) {
  auto& [id, name, image, role, language, teams, custom, invisible, connections, created_at,
         updated_at, last_active, deactivated_at, deleted_at, revoke_tokens_before, privacy,
         teams_role, devices, blocked] = value;
  (void)connections;  // Sockets do not outlive the emulator.
  in("id", id), in("name", name), in("image", image), in("role", role), in("language", language);
  in("teams", teams), in("custom", custom), in("invisible", invisible);
  in("created_at", created_at), in("updated_at", updated_at), in("last_active", last_active);
  in("deactivated_at", deactivated_at), in("deleted_at", deleted_at);
  in("revoke_tokens_before", revoke_tokens_before), in("privacy", privacy);
  in("teams_role", teams_role), in("devices", devices), in("blocked", blocked);
}

template <class Archive>
void fields(Archive& in, Member& value) {
  auto& [user_id, role, custom, created_at, updated_at] = value;
  in("user_id", user_id), in("role", role), in("custom", custom);
  in("created_at", created_at), in("updated_at", updated_at);
}

template <class Archive>
void fields(Archive& in, Participant& value) {
  auto& [user_id, user_session_id, joined_at, connection_id] = value;
  (void)connection_id;
  in("user_id", user_id), in("user_session_id", user_session_id), in("joined_at", joined_at);
}

template <class Archive>
void fields(Archive& in, Visit& value) {
  auto& [user_id, user_session_id, joined_at, left_at] = value;
  in("user_id", user_id), in("user_session_id", user_session_id);
  in("joined_at", joined_at), in("left_at", left_at);
}

template <class Archive>
void fields(Archive& in, Session& value) {
  auto& [id, started_at, ended_at, live_started_at, live_ended_at, accepted_by, rejected_by,
         missed_by, rung, participants, visits, peak_sessions, feedback] = value;
  in("id", id), in("started_at", started_at), in("ended_at", ended_at);
  in("live_started_at", live_started_at), in("live_ended_at", live_ended_at);
  in("accepted_by", accepted_by), in("rejected_by", rejected_by), in("missed_by", missed_by);
  in("rung", rung), in("participants", participants), in("visits", visits);
  in("peak_sessions", peak_sessions), in("feedback", feedback);
}

template <class Archive>
void fields(Archive& in, Egress& value) {
  auto& [id, started_at] = value;
  in("id", id), in("started_at", started_at);
}

template <class Archive>
void fields(Archive& in, Broadcast& value) {
  auto& [name, stream_url, stream_key, started_at] = value;
  in("name", name), in("stream_url", stream_url), in("stream_key", stream_key);
  in("started_at", started_at);
}

template <class Archive>
void fields(Archive& in, Permissions& value) {
  auto& [granted, revoked] = value;
  in("granted", granted), in("revoked", revoked);
}

template <class Archive>
void fields(Archive& in, Call& value) {
  auto& [type, id, created_by, team, channel_cid, custom, settings, created_at, updated_at,
         ended_at, starts_at, backstage, video, members, blocked, permissions, session,
         past_sessions, recordings, frame_recording, transcription, captions, hls, rtmp,
         finished_recordings, finished_transcriptions] = value;
  in("type", type), in("id", id), in("created_by", created_by), in("team", team);
  in("channel_cid", channel_cid), in("custom", custom), in("settings", settings);
  in("created_at", created_at), in("updated_at", updated_at), in("ended_at", ended_at);
  in("starts_at", starts_at), in("backstage", backstage), in("video", video);
  in("members", members), in("blocked", blocked), in("permissions", permissions);
  in("session", session), in("past_sessions", past_sessions), in("recordings", recordings);
  in("frame_recording", frame_recording), in("transcription", transcription);
  in("captions", captions), in("hls", hls), in("rtmp", rtmp);
  in("finished_recordings", finished_recordings);
  in("finished_transcriptions", finished_transcriptions);
}

template <class Archive>
void fields(Archive& in, CallType& value) {
  auto& [name, settings, notifications, grants, external_storage, created_at, updated_at] = value;
  in("name", name), in("settings", settings), in("notifications", notifications);
  in("grants", grants), in("external_storage", external_storage);
  in("created_at", created_at), in("updated_at", updated_at);
}

}  // namespace streamctl::emulator
