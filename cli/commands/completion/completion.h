// streamctl completion: prints the completion script of a shell.
#pragma once

#include <string>

#include "command.h"
#include "core/environment.h"

namespace streamctl::cli {

Command completion();

/// `streamctl __complete KIND TYPED`: the words of that kind, one per line; nothing for an unknown
/// kind. May leave out words that do not begin with `typed`.
std::string completion_words(const std::string& kind, const std::string& typed,
                             const Environment& environment);

}  // namespace streamctl::cli
