// Reads a whole file, or standard input.
#pragma once

#include <cstdint>
#include <string>

#include "context.h"
#include "core/result.h"

namespace streamctl::cli {

/// The contents of the file `path` (`context.in` for "-"), up to `bytes_max`. Kind config.
Result<std::string> read_input(const std::string& path, Context& context, std::uint64_t bytes_max);

}  // namespace streamctl::cli
