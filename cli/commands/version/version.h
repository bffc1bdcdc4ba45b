// The command `version`, and the option --version.
#pragma once

#include <iosfwd>

#include "command.h"

namespace streamctl::cli {

Command version();

/// Prints the version. Returns 0.
ExitCode show_version(std::ostream& out, Output output);

}  // namespace streamctl::cli
