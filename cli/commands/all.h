// The list of all commands.
//
// To add one: (1) a folder cli/commands/NAME with NAME.{h,cc}: an Options value, a function that
// declares its arguments and one that runs it; (2) its line in all.cc and its sources in
// cli/CMakeLists.txt; (3) tests/unit/cli/NAME_test.cc, and one story in tests/e2e; (4) `cmake
// --build BUILD --target generate` for completions and man pages. A nested command belongs in
// Command::commands of the outer one, in a file of the same folder.
#pragma once

#include <vector>

#include "command.h"

namespace streamctl::cli {

/// In the order the help shows them.
std::vector<Command> commands();

}  // namespace streamctl::cli
