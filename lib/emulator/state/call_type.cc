#include "emulator/state/call_type.h"

#include <array>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/time_text.h"
#include "emulator/limits.h"
#include "emulator/state/call_permissions.h"
#include "emulator/state/settings.h"

namespace streamctl::emulator {

namespace {

constexpr std::array<const char*, 5> notification_groups{
    "call_live_started", "call_missed", "call_notification", "call_ring", "session_started"};

Json default_notifications() {
  const Json one{{"enabled", true},
                 {"apns", {{"title", ""}, {"body", ""}}},
                 {"fcm", {{"data", Json::object()}}}};
  Json made{{"enabled", true}};
  for (const char* group : notification_groups)
    made[group] = one;
  return made;
}

CallType built_in(const std::string& name) {
  CallType type;
  type.name = name;
  type.settings = default_settings(name);
  type.notifications = default_notifications();
  type.grants = built_in_grants(name);
  return type;
}

}  // namespace

CallTypes built_in_call_types() {
  CallTypes types;
  for (const char* name : {"audio_room", "default", "development", "livestream"})
    types.emplace(name, built_in(name));
  return types;
}

Json call_type_json(const CallType& type) {
  Json made{{"name", type.name},
            {"created_at", rfc3339_trimmed(type.created_at)},
            {"updated_at", rfc3339_trimmed(type.updated_at)},
            {"grants", type.grants},
            {"settings", *type.settings},
            {"notification_settings", type.notifications}};
  if (!type.external_storage.empty()) made["external_storage"] = type.external_storage;
  return made;
}

Result<void, Failure> merge_call_type(CallType& type, const Json& request) {
  CallType next = type;
  const auto part = [&](const char* name) {
    return request.is_object() ? request.value(name, Json()) : Json();
  };
  if (const Json settings = part("settings"); settings.is_object()) {
    if (auto good = merge_settings(next.settings.edit(), settings); !good) return good;
  }
  if (const Json given = part("notification_settings"); given.is_object())
    merge_over(next.notifications, given);
  if (const Json grants = part("grants"); grants.is_object()) {
    for (const auto& [role, list] : grants.items())
      next.grants[role] = list;
  }
  if (const Json storage = part("external_storage"); storage.is_string())
    next.external_storage = storage.get<std::string>();
  if (json_line(call_type_json(next)).size() > settings_bytes_max * 2)
    return bad_input("the call type is too large");
  type = std::move(next);
  return {};
}

}  // namespace streamctl::emulator
