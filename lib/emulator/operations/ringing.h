// Rings and notifies users, and counts missed calls.
#pragma once

#include <string>
#include <vector>

#include "emulator/operations/operation_context.h"
#include "emulator/state/event.h"

namespace streamctl::emulator {

std::vector<std::string> member_ids(const Call& call);

/// Sends call.ring to `user_ids` and to the caller's own devices. Users who have not accepted or
/// rejected after `missed_call_timeout_ms` of the settings have missed the call.
void ring_members(const OperationContext& context, Call& call, const std::string& caller_id,
                  const std::vector<std::string>& user_ids, bool video);
void notify_members(State& state, Call& call, const std::string& caller_id, Outcome& outcome);

/// Handles the end of that time: sends call.missed if anybody missed the call and it still exists.
void count_missed(State& state, const Deadline& deadline, Outcome& outcome);

}  // namespace streamctl::emulator
