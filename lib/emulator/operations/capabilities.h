// What a user may do in a call, as `own_capabilities` tells it.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "emulator/state/store.h"

namespace streamctl::emulator {

/// Whether Stream knows a capability of that name. Source: GetStream/protocol, OwnCapability.
bool is_capability(std::string_view name);

/// Of a role: admins, hosts and moderators may do everything, anyone else takes part.
const std::set<std::string>& capabilities_of_role(std::string_view role);

/// Of a user in a call: by the greatest of their roles, and what was granted and revoked. Whoever
/// made the call is its host. `token_role` is the role a call token gives, or empty. The emulator
/// tells capabilities, and does not enforce them.
Json own_capabilities(const Call& call, const User& user, std::string_view token_role = "");
/// Of the server: all there are.
Json all_capabilities();
/// Of nobody in particular: to look, and to join.
Json viewer_capabilities();

/// {role: capabilities} for the roles in the call.
Json capabilities_by_role(const Call& call, const Store& store);

}  // namespace streamctl::emulator
