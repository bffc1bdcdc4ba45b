#include "emulator/operations/views.h"

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "core/time_text.h"
#include "emulator/limits.h"

namespace streamctl::emulator {

namespace {

void set_text(Json& object, const char* name, const std::string& text) {
  if (!text.empty()) object[name] = text;
}

/// Addresses for sending media to a call; nothing is served there.
Json ingress_json(const Call& call) {
  return {
      {"rtmp", {{"address", "rtmps://ingress.invalid:443/" + call.type + "." + call.id}}},
      {"srt", {{"address", "srt://ingress.invalid:6000?streamid=" + call.type + "." + call.id}}},
      {"whip", {{"address", "https://ingress.invalid/whip/" + call.type + "/" + call.id}}}};
}

Json egress_json(const Call& call) {
  Json made{{"broadcasting", call.hls || !call.rtmp.empty()}, {"rtmps", Json::array()}};
  for (const Broadcast& one : call.rtmp) {
    Json stream{{"name", one.name}, {"started_at", time_text(one.started_at)}};
    set_text(stream, "stream_url", one.stream_url);
    set_text(stream, "stream_key", one.stream_key);
    made["rtmps"].push_back(std::move(stream));
  }
  const Json running{{"status", "running"}};
  if (call.hls)
    made["hls"] = {{"playlist_url", "https://hls.invalid/" + call.hls->id + "/index.m3u8"},
                   {"status", "running"}};
  if (call.recordings.contains("composite")) made["composite_recording"] = running;
  if (call.recordings.contains("individual")) made["individual_recording"] = running;
  if (call.recordings.contains("raw")) made["raw_recording"] = running;
  if (call.frame_recording) made["frame_recording"] = running;
  return made;
}

}  // namespace

Json time_text(WallTime time) {
  return rfc3339_trimmed(time);
}

void set_time(Json& object, const char* name, const std::optional<WallTime>& time) {
  if (time) object[name] = time_text(*time);
}

Json optional_time(const std::optional<WallTime>& time) {
  return time ? time_text(*time) : Json();
}

Json times_json(const TimeByUser& times) {
  Json made = Json::object();
  for (const auto& [user_id, time] : times)
    made[user_id] = time_text(time);
  return made;
}

bool is_online(const User& user) {
  return user.connections > 0 && !user.invisible;
}

std::optional<WallTime> timer_end(const Call& call) {
  const auto limit = call.settings["limits"].find("max_duration_seconds");
  if (limit == call.settings["limits"].end() || !limit->is_number_integer()) return std::nullopt;
  const auto seconds = std::min(limit->get<std::int64_t>(), duration_seconds_max);
  if (seconds <= 0 || !call.session || !call.session->is_live()) return std::nullopt;
  return *call.session->started_at + std::chrono::seconds(seconds);
}

Json common_user_json(const User& user) {
  Json made{{"id", user.id}};
  set_text(made, "name", user.name);
  set_text(made, "image", user.image);
  made["role"] = user.role;
  made["custom"] = user.custom;
  made["language"] = user.language;
  made["teams"] = user.teams;
  made["created_at"] = time_text(user.created_at);
  made["updated_at"] = time_text(user.updated_at);
  set_time(made, "last_active", user.last_active);
  set_time(made, "deactivated_at", user.deactivated_at);
  set_time(made, "deleted_at", user.deleted_at);
  set_time(made, "revoke_tokens_issued_before", user.revoke_tokens_before);
  if (!user.teams_role.is_null()) made["teams_role"] = user.teams_role;
  made["banned"] = false;
  made["online"] = is_online(user);
  made["blocked_user_ids"] = Json::array();
  for (const auto& [id, since] : user.blocked)
    made["blocked_user_ids"].push_back(id);
  return made;
}

Json private_user_json(const User& user) {
  Json made = common_user_json(user);
  made["invisible"] = user.invisible;
  if (!user.privacy.is_null()) made["privacy_settings"] = user.privacy;
  return made;
}

Json user_json(const User& user) {
  Json made = private_user_json(user);
  made["shadow_banned"] = false;
  return made;
}

Json own_user_json(const User& user) {
  Json made = private_user_json(user);
  made["devices"] = Json::array();
  for (const Device& one : user.devices)
    made["devices"].push_back(device_json(one, user.id));
  made["mutes"] = made["channel_mutes"] = Json::array();
  for (const char* name :
       {"unread_count", "total_unread_count", "unread_channels", "unread_threads"})
    made[name] = 0;
  return made;
}

Json full_user_json(const User& user) {
  Json made = own_user_json(user);
  made["shadow_banned"] = false;
  return made;
}

Json device_json(const Device& device, const std::string& user_id) {
  Json made{{"id", device.id},
            {"push_provider", device.push_provider},
            {"user_id", user_id},
            {"created_at", time_text(device.created_at)},
            {"voip", device.voip}};
  set_text(made, "push_provider_name", device.push_provider_name);
  return made;
}

Json member_json(const Member& member, const Store& store) {
  return {{"user_id", member.user_id},
          {"user", user_json(*store.user(member.user_id))},
          {"role", member.role},
          {"custom", member.custom},
          {"created_at", time_text(member.created_at)},
          {"updated_at", time_text(member.updated_at)}};
}

Json members_json(const Call& call, const Store& store, std::size_t count_max) {
  Json made = Json::array();
  for (std::size_t i = 0; i < std::min(count_max, call.members.size()); ++i)
    made.push_back(member_json(call.members[i], store));
  return made;
}

Json participant_json(const Participant& participant, const Store& store) {
  const User& user = *store.user(participant.user_id);
  return {{"user", user_json(user)},
          {"user_session_id", participant.user_session_id},
          {"role", user.role},
          {"joined_at", time_text(participant.joined_at)}};
}

Json participants_by_role(const Session& session, const Store& store) {
  Json made = Json::object();
  for (const Participant& one : session.participants) {
    const std::string& role = store.user(one.user_id)->role;
    made[role] = made.value(role, 0) + 1;
  }
  return made;
}

Json session_json(const Session& session, const Store& store) {
  Json made{{"id", session.id}};
  set_time(made, "started_at", session.started_at);
  set_time(made, "ended_at", session.ended_at);
  set_time(made, "live_started_at", session.live_started_at);
  set_time(made, "live_ended_at", session.live_ended_at);
  made["participants"] = Json::array();
  for (const Participant& one : session.participants)
    made["participants"].push_back(participant_json(one, store));
  made["participants_count_by_role"] = participants_by_role(session, store);
  made["anonymous_participant_count"] = 0;
  made["accepted_by"] = times_json(session.accepted_by);
  made["rejected_by"] = times_json(session.rejected_by);
  made["missed_by"] = times_json(session.missed_by);
  return made;
}

Json call_json(const Call& call, const Store& store) {
  Json made{{"type", call.type},
            {"id", call.id},
            {"cid", call.cid()},
            {"current_session_id", call.session && call.session->is_live() ? call.session->id : ""},
            {"created_by", user_json(*store.user(call.created_by))},
            {"custom", call.custom},
            {"created_at", time_text(call.created_at)},
            {"updated_at", time_text(call.updated_at)}};
  set_time(made, "ended_at", call.ended_at);
  set_time(made, "starts_at", call.starts_at);
  set_text(made, "team", call.team);
  set_text(made, "channel_cid", call.channel_cid);
  const auto ahead = call.settings["backstage"].find("join_ahead_time_seconds");
  if (ahead != call.settings["backstage"].end()) made["join_ahead_time_seconds"] = *ahead;
  made["backstage"] = call.backstage;
  made["recording"] = !call.recordings.empty();
  made["transcribing"] = call.transcription.has_value();
  made["captioning"] = call.captions.has_value();
  made["translating"] = false;
  made["blocked_user_ids"] = call.blocked;
  made["settings"] = *call.settings;
  made["ingress"] = ingress_json(call);
  made["egress"] = egress_json(call);
  if (call.session) {
    made["session"] = session_json(*call.session, store);
    set_time(made["session"], "timer_ends_at", timer_end(call));
  }
  return made;
}

}  // namespace streamctl::emulator
