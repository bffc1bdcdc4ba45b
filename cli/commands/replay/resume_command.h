// The command line that resumes a stopped replay.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "args/arguments.h"

namespace streamctl::cli {

/// "streamctl replay" with the arguments `given`, quoted for a shell, with --skip and --limit
/// replaced. Masks header fields that carry credentials.
std::string resume_command(const std::vector<GivenArgument>& given, std::uint64_t skip,
                           std::optional<std::uint64_t> limit);

}  // namespace streamctl::cli
