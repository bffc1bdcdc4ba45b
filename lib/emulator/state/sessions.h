// The session of a call: who joined and left. Without media nobody joins by themselves; what is
// pushed makes it so.
#pragma once

#include "emulator/operations/turn.h"
#include "emulator/state/event.h"

namespace streamctl::emulator {

void start_session(World& world, Call& call, Outcome& outcome);
/// Also starts the session, where there is none. Joining twice changes nothing.
void join_session(World& world, Call& call, const User& user, Outcome& outcome);
void leave_session(World& world, Call& call, const User& user, Outcome& outcome);
/// Precondition: there is one under way.
void end_session(World& world, Call& call, Outcome& outcome);

}  // namespace streamctl::emulator
