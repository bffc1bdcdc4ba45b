// Rings and notifies users, and counts missed calls.
#pragma once

#include <string>
#include <vector>

#include "emulator/operations/operation_context.h"
#include "emulator/state/event.h"

namespace streamctl::emulator {

/// The members besides the caller.
std::vector<std::string> others_of(const Call& call, const std::string& caller_id);

/// Sends call.ring to `user_ids`, of whom the caller is none; nothing if there are none. Users who
/// have not accepted or rejected after `missed_call_timeout_ms` of the settings, unless that is 0,
/// have missed the call.
void ring_members(const OperationContext& context, Call& call, const std::string& caller_id,
                  const std::vector<std::string>& user_ids, bool video);
void notify_members(State& state, Call& call, const std::string& caller_id, Outcome& outcome);

/// Handles the end of that time: sends call.missed if anybody missed the call and it still exists.
void count_missed(State& state, const Deadline& deadline, Outcome& outcome);

}  // namespace streamctl::emulator
