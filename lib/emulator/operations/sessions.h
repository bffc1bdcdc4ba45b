// The session of a call and its participants. The emulator has no media server to join, so only
// pushed events change participants.
#pragma once

#include "emulator/operations/operation_context.h"
#include "emulator/state/event.h"

namespace streamctl::emulator {

void start_session(State& state, Call& call, Outcome& outcome);
/// Starts the session if necessary. Joining twice changes nothing.
void join_session(State& state, Call& call, const User& user, Outcome& outcome);
void leave_session(State& state, Call& call, const User& user, Outcome& outcome);
/// Precondition: the session is live.
void end_session(State& state, Call& call, Outcome& outcome);

}  // namespace streamctl::emulator
