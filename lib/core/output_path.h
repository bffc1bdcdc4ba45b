// Checks in advance that a file can be written.
#pragma once

#include <string>

#include "core/result.h"

namespace streamctl {

/// Checks, without changing anything, that write_file() could write `path` now: its folder exists,
/// permissions suffice, it is not a directory. Kind config.
Result<void> check_writable(const std::string& path);

}  // namespace streamctl
