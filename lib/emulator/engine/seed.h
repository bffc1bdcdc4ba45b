// Creates the users and calls that a seed file lists.
#pragma once

#include "core/result.h"
#include "emulator/state/state.h"

namespace streamctl::emulator {

/// Creates users and calls as requests of a server would, but without events. `seed` is
/// {"users": [UserRequest…], "calls": [{"type", "id", "created_by_id"?, "members"?, "custom"?,
/// …}…]}, or null. A call without created_by_id is created by the first user; users that only a
/// call names are created too. Kind config; the message names the entry.
Result<void> seed(State& state, const Json& seed);

}  // namespace streamctl::emulator
