// The capabilities of a user in a call: reported, but not enforced.
#pragma once

#include <string>
#include <string_view>

#include "emulator/state/store.h"

namespace streamctl::emulator {

/// Whether Stream has a capability of that name. Source: GetStream/protocol, OwnCapability.
bool is_capability(std::string_view name);

/// The capabilities of a user's highest role (admins, hosts and moderators have all), with those
/// granted and without those revoked. The creator of a call is its host. `token_role` is granted by
/// a call token, or empty.
Json own_capabilities(const Call& call, const User& user, std::string_view token_role = "");
/// Every capability, which is what a server has.
Json all_capabilities();
/// Those of an anonymous caller: to read and to join.
Json viewer_capabilities();

/// {role: capabilities} for the roles in the call.
Json capabilities_by_role(const Call& call, const Store& store);

}  // namespace streamctl::emulator
