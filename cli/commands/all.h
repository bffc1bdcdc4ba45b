// The list of all commands.
//
// To add one: (1) cli/commands/NAME.{h,cc} with an Options value, a function that declares its
// options and one that runs; (2) its line in commands.cc and its name in cli/CMakeLists.txt; (3)
// tests/unit/cli/NAME_test.cc for its words and one story in tests/e2e; (4) `cmake --build BUILD
// --target generate` for completions and man pages.
#pragma once

#include <vector>

#include "command.h"

namespace streamctl::cli {

/// In the order the help shows them.
std::vector<Command> commands();

}  // namespace streamctl::cli
