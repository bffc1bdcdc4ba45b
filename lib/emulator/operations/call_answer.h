// The answer that most operations on a call give: the call, its members, what the caller may do.
#pragma once

#include <cstddef>
#include <vector>

#include "emulator/operations/turn.h"

namespace streamctl::emulator {

/// {call, members, membership?, own_capabilities}.
Json call_answer(const Turn& turn, const Call& call, std::size_t count_max);

/// Reads a list of MemberRequest; every user must exist. What is wrong is given back; the members
/// are laid over `members`, new ones behind.
std::optional<Failure> lay_over_members(const Turn& turn, const Json& requests,
                                        std::vector<Member>& members);

}  // namespace streamctl::emulator
