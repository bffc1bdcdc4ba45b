// The command `version`, and the option --version.
#pragma once

#include <iosfwd>

#include "command.h"

namespace streamctl::cli {

Command version();

/// Prints the version; if `verbose`, also the libraries that are part of the binary. Returns 0.
ExitCode show_version(std::ostream& out, Output output, bool verbose);

}  // namespace streamctl::cli
