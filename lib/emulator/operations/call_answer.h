// The answer of most operations on a call: the call, its members and the caller's capabilities.
#pragma once

#include <cstddef>
#include <vector>

#include "emulator/operations/operation_context.h"

namespace streamctl::emulator {

/// {call, members, membership?, own_capabilities}.
Json call_answer(const OperationContext& context, const Call& call, std::size_t count_max);

/// Merges a list of MemberRequest over `members`, of a new call or of one there is; the latest come
/// first, as Stream lists them. Every user must exist. On an error nothing changes.
Result<void, Failure> merge_members(const OperationContext& context, const Json& requests,
                                    bool is_new, std::vector<Member>& members);

}  // namespace streamctl::emulator
