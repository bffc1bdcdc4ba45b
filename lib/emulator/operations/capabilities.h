// What somebody may do in a call: from the grants of its type to their roles, the ownership of the
// call, and the permissions granted and revoked in it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "emulator/state/store.h"

namespace streamctl::emulator {

/// Who acts. A token of a call may name the role that its user has there.
struct Actor {
  const User* user = nullptr;  ///< Null for anonymous callers.
  std::string_view token_role = {};
};

/// The role of the user, and the one of the member if it is another.
std::vector<std::string> roles_of(const Actor& actor, const Call* call);

/// Whether the grants of a call type allow something in a call, or, without one, in general. A role
/// without grants has none.
bool is_permitted(const Store& store, const std::string& call_type, const Call* call,
                  const Actor& actor, std::string_view permission);

/// The capabilities behind what the actor is permitted.
Json own_capabilities(const Call& call, const Actor& actor, const Store& store);
/// Every capability, which is what a server has.
Json all_capabilities();

/// {role: capabilities} for the roles in the call, without those of owners.
Json capabilities_by_role(const Call& call, const Store& store);

}  // namespace streamctl::emulator
