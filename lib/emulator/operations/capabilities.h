// The capabilities of a user in a call, from the grants of its type: reported, but not enforced.
#pragma once

#include <string>
#include <string_view>

#include "emulator/state/store.h"

namespace streamctl::emulator {

/// Whether Stream has a capability of that name. Source: GetStream/protocol, OwnCapability.
bool is_capability(std::string_view name);

/// What the call's type grants to the roles of a user, as a user, a member and, for the creator, a
/// host; with those granted and without those revoked in the call. A role without grants has those
/// of `user`. `token_role` is granted by a call token, or empty.
Json own_capabilities(const Call& call, const User& user, const Store& store,
                      std::string_view token_role = "");
/// Every capability, which is what a server has.
Json all_capabilities();
/// Those of an anonymous caller.
Json viewer_capabilities(const Call& call, const Store& store);

/// {role: capabilities} for the roles in the call.
Json capabilities_by_role(const Call& call, const Store& store);

}  // namespace streamctl::emulator
