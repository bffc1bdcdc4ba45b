// The session of a call and its participants: JoinCall and pushed events change them, without
// media.
#pragma once

#include "emulator/operations/operation_context.h"
#include "emulator/state/event.h"

namespace streamctl::emulator {

void start_session(State& state, Call& call, Outcome& outcome);
/// Starts the session if necessary. Joining twice changes nothing.
void join_session(State& state, Call& call, const User& user, Outcome& outcome);
/// The same by a connection: a user is there once by each, and leaves when it closes. As
/// join_session() if `connection_id` names none.
void join_session_by(const std::string& connection_id, State& state, Call& call, const User& user,
                     Outcome& outcome);
/// Ends all stays of the user.
void leave_session(State& state, Call& call, const User& user, Outcome& outcome);
/// Ends the stay of those who joined by a connection that has closed.
void leave_with_connection(State& state, const Connection& gone, Outcome& outcome);
/// Handles the end of `inactivity_timeout_seconds`: ends a session that nobody is in.
void end_if_idle(State& state, const Deadline& deadline, Outcome& outcome);
/// Handles the end of `max_duration_seconds`: ends everything, unless the time was extended.
void end_if_over(State& state, const Deadline& deadline, Outcome& outcome);
/// Sets the deadline of a live session that has an end; see timer_end().
void set_timer(const State& state, const Call& call, Outcome& outcome);
/// Precondition: the session is live.
void end_session(State& state, Call& call, Outcome& outcome);

}  // namespace streamctl::emulator
