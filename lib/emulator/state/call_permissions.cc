#include "emulator/state/call_permissions.h"

#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>

#include "core/text.h"

namespace streamctl::emulator {

namespace {

constexpr std::array permissions{
    CallPermission{"block-user", "block-users", "ooo"},
    CallPermission{"change-max-duration", "change-max-duration", "---"},
    CallPermission{"create-call", "create-call", "aaa"},
    CallPermission{"create-call-reaction", "create-reaction", "aaa"},
    CallPermission{"delete-recording", "", "---"},
    CallPermission{"delete-transcription", "", "---"},
    CallPermission{"enable-noise-cancellation", "enable-noise-cancellation", "aaa"},
    CallPermission{"end-call", "end-call", "aoo"},
    CallPermission{"join-backstage", "join-backstage", "-oo"},
    CallPermission{"join-call", "join-call", "aaa"},
    CallPermission{"join-ended-call", "join-ended-call", "aoo"},
    CallPermission{"kick-user", "kick-user", "ooo"},
    CallPermission{"list-recordings", "", "a--"},
    CallPermission{"list-transcriptions", "", "a--"},
    CallPermission{"mute-users", "mute-users", "ooo"},
    CallPermission{"pin-call-track", "pin-for-everyone", "o-o"},
    CallPermission{"read-call", "read-call", "aaa"},
    CallPermission{"remove-call-member", "remove-call-member", "aoo"},
    CallPermission{"screenshare", "screenshare", "a-o"},
    CallPermission{"send-audio", "send-audio", "aoo"},
    CallPermission{"send-closed-captions", "send-closed-captions-call", "---"},
    CallPermission{"send-event", "", "aaa"},
    CallPermission{"send-video", "send-video", "a-o"},
    CallPermission{"start-broadcasting", "start-broadcast-call", "aoo"},
    CallPermission{"start-closed-captions", "start-closed-captions-call", "ao-"},
    CallPermission{"start-frame-recording", "start-frame-record-call", "aaa"},
    CallPermission{"start-individual-recording", "start-individual-record-call", "---"},
    CallPermission{"start-raw-recording", "start-raw-record-call", "---"},
    CallPermission{"start-recording", "start-record-call", "aoo"},
    CallPermission{"start-transcription", "start-transcription-call", "ao-"},
    CallPermission{"stop-broadcasting", "stop-broadcast-call", "aoo"},
    CallPermission{"stop-closed-captions", "stop-closed-captions-call", "ao-"},
    CallPermission{"stop-frame-recording", "stop-frame-record-call", "aaa"},
    CallPermission{"stop-individual-recording", "stop-individual-record-call", "---"},
    CallPermission{"stop-raw-recording", "stop-raw-record-call", "---"},
    CallPermission{"stop-recording", "stop-record-call", "aoo"},
    CallPermission{"stop-transcription", "stop-transcription-call", "ao-"},
    CallPermission{"update-call", "update-call", "ooo"},
    CallPermission{"update-call-member", "update-call-member", "aoo"},
    CallPermission{"update-call-member-role", "", "-oo"},
    CallPermission{"update-call-permissions", "update-call-permissions", "ooo"},
    CallPermission{"update-call-settings", "update-call-settings", "oo-"},
};

constexpr bool is_before(const CallPermission& one, std::string_view id) {
  return one.id < id;
}
static_assert(std::is_sorted(permissions.begin(), permissions.end(),
                             [](const auto& left, const auto& right) {
                               return is_before(left, right.id);
                             }));

constexpr std::string_view for_owner = "-owner";
constexpr std::string_view any_team = "-any-team";

/// Where `users` has the letter of a call type; development grants everything.
std::size_t column_of(std::string_view call_type) {
  constexpr std::array<std::string_view, 3> columns{"default", "audio_room", "livestream"};
  return static_cast<std::size_t>(std::find(columns.begin(), columns.end(), call_type) -
                                  columns.begin());
}

Json grants_of_users(std::string_view call_type) {
  const std::size_t column = column_of(call_type);
  Json grants = Json::array();
  for (const CallPermission& one : permissions) {
    const char letter = column < one.users.size() ? one.users[column] : 'a';
    if (letter == 'a') grants.push_back(one.id);
    if (letter == 'o') grants.push_back(std::string(one.id) + std::string(for_owner));
  }
  return grants;
}

}  // namespace

std::span<const CallPermission> call_permissions() {
  return permissions;
}

const CallPermission* find_call_permission(std::string_view name) {
  const auto by_id = std::lower_bound(permissions.begin(), permissions.end(), name, is_before);
  if (by_id != permissions.end() && by_id->id == name) return &*by_id;
  const auto found =
      std::find_if(permissions.begin(), permissions.end(),
                   [&](const CallPermission& one) { return one.capability == name; });
  return name.empty() || found == permissions.end() ? nullptr : &*found;
}

std::string action_of(std::string_view permission) {
  std::string action;
  for (const std::string_view word : split(permission, '-')) {
    if (word.empty()) continue;
    action += static_cast<char>(word.front() - 'a' + 'A');
    action += word.substr(1);
  }
  return action;
}

Grant parse_grant(std::string_view entry) {
  if (entry.ends_with(any_team)) entry.remove_suffix(any_team.size());
  const bool is_for_owner = entry.ends_with(for_owner);
  if (is_for_owner) entry.remove_suffix(for_owner.size());
  const CallPermission* known = find_call_permission(entry);
  return {known == nullptr ? entry : known->id, is_for_owner};
}

Json built_in_grants(std::string_view call_type) {
  Json grants = Json::object();
  const Json everything = grants_of_users("development");
  for (const char* role : {"admin", "host", "moderator"})
    grants[role] = everything;
  grants["user"] = grants["call_member"] = grants_of_users(call_type);
  grants["guest"] = {"join-call", "read-call"};
  if (call_type == "default" || call_type == "development") {
    for (const char* one : {"enable-noise-cancellation", "send-audio", "send-event", "send-video"})
      grants["guest"].push_back(one);
  }
  if (call_type != "default") grants["anonymous"] = {"join-call", "read-call"};
  return grants;
}

}  // namespace streamctl::emulator
