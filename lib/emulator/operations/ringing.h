// Calling people: ring, notify, and who did not answer.
#pragma once

#include <string>
#include <vector>

#include "emulator/operations/turn.h"
#include "emulator/state/event.h"

namespace streamctl::emulator {

std::vector<std::string> member_ids(const Call& call);

/// call.ring to `user_ids`, and to the caller's own devices. Who has neither accepted nor rejected
/// once `missed_call_timeout_ms` of the settings is over has missed it.
void ring_members(const Turn& turn, Call& call, const std::string& caller_id,
                  const std::vector<std::string>& user_ids, bool video);
void notify_members(World& world, Call& call, const std::string& caller_id, Outcome& outcome);

/// That time is over: call.missed, if anybody is missing and the call is still there.
void count_missed(World& world, const Deadline& deadline, Outcome& outcome);

}  // namespace streamctl::emulator
