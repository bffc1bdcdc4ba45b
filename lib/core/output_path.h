// Whether a file can be written, asked before there is anything to write.
#pragma once

#include <string>

#include "core/result.h"

namespace streamctl {

/// Whether write_file() could write `path` now, as far as can be told without changing anything:
/// its folder exists, permissions suffice, it is no directory. Kind config.
Result<void> check_writable(const std::string& path);

}  // namespace streamctl
