// The texts of `watch` about its run.
#pragma once

#include <cstddef>
#include <string>

#include "commands/watch/options.h"
#include "terminal.h"

namespace streamctl::cli {

/// What is watched, and at the first time where it goes.
std::string watch_banner(const WatchSetup& setup, std::size_t calls, bool is_first,
                         const Terminal& terminal);

}  // namespace streamctl::cli
