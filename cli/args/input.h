// What a command reads whole: a file, or its standard input.
#pragma once

#include <cstdint>
#include <string>

#include "context.h"
#include "core/result.h"

namespace streamctl::cli {

/// All of the file `path`, "-" being `context.in`, if it is at most `bytes_max`. Kind config.
Result<std::string> read_input(const std::string& path, Context& context, std::uint64_t bytes_max);

}  // namespace streamctl::cli
