// Creates and updates users.
#pragma once

#include "emulator/state/failure.h"
#include "emulator/state/state.h"

namespace streamctl::emulator {

/// Merges a UserRequest over a user: name, image, role, language, teams, custom, invisible. Absent
/// fields keep their values. On an error nothing changes.
Result<void, Failure> merge_user(User& user, const Json& request);

/// Creates or updates the user that a UserRequest names.
Result<User&, Failure> upsert_user(State& state, const Json& request);

}  // namespace streamctl::emulator
