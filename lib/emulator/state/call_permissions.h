// The permissions of calls, and what the built-in call types grant to which role.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/json.h"

namespace streamctl::emulator {

/// Source: Stream docs, "Permissions reference", scopes video:*; OwnCapability of
/// GetStream/protocol.
struct CallPermission {
  std::string_view id;          ///< "start-recording".
  std::string_view capability;  ///< "start-record-call"; empty if it is no capability.
  /// Whether users have it in default, audio_room and livestream: (a)lways, as (o)wner or (-)
  /// never.
  std::string_view users;
};

/// By id.
std::span<const CallPermission> call_permissions();

/// By id or capability; null if there is none.
const CallPermission* find_call_permission(std::string_view name);

/// "start-recording" as "StartRecording".
std::string action_of(std::string_view permission);

/// One entry of a call type's grants: "end-call", "end-call-owner", "join-call-any-team", or the
/// name of a capability.
struct Grant {
  std::string_view permission;
  bool is_for_owner = false;  ///< Only in calls that the user created.
};
Grant parse_grant(std::string_view entry);

/// {role: [permission]} of a built-in call type.
Json built_in_grants(std::string_view call_type);

}  // namespace streamctl::emulator
