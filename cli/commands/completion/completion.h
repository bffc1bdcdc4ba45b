// streamctl completion: prints the completion script of a shell.
#pragma once

#include "command.h"
#include "core/environment.h"

namespace streamctl::cli {

Command completion();

/// `streamctl __complete KIND`: prints the words of that kind, one per line; nothing for an unknown
/// kind.
std::string completion_words(const std::string& kind, const Environment& environment);

}  // namespace streamctl::cli
