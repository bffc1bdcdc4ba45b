// Users and calls there are from the start.
#pragma once

#include "core/result.h"
#include "emulator/operations/turn.h"

namespace streamctl::emulator {

/// {"users": [UserRequest…], "calls": [{"type", "id", "created_by_id"?, "members"?, "custom"?,
/// …}…]} as the server's requests would make them, without events. A call names its maker, or the
/// first user is it; a user who is only named is made. Null is nothing. Kind config; the message
/// names the entry.
Result<void> seed(World& world, const Json& seed);

}  // namespace streamctl::emulator
