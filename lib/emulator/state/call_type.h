// Call types: the settings that calls of a type begin with, and what each role may do in them.
#pragma once

#include <functional>
#include <map>
#include <string>

#include <nlohmann/json.hpp>

#include "core/clock.h"
#include "core/json.h"
#include "emulator/state/failure.h"
#include "emulator/state/shared_json.h"

namespace streamctl::emulator {

struct CallType {
  std::string name;
  SharedJson settings;  ///< CallSettingsResponse.
  Json notifications;   ///< NotificationSettingsResponse.
  Json grants;          ///< {role: [entry]}; see parse_grant().
  std::string external_storage;
  WallTime created_at;
  WallTime updated_at;
};

using CallTypes = std::map<std::string, CallType, std::less<>>;

/// default, audio_room, livestream and development. Source: Stream docs, "Call types".
CallTypes built_in_call_types();

/// CallTypeResponse.
Json call_type_json(const CallType& type);

/// Merges settings, notification_settings, grants and external_storage of a CreateCallTypeRequest
/// over a type. Grants are replaced role by role. On an error nothing changes.
Result<void, Failure> merge_call_type(CallType& type, const Json& request);

}  // namespace streamctl::emulator
