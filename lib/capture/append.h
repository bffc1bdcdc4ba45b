// Appends whole lines to files that others may be reading: all of them, or none.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/result.h"

namespace streamctl::capture {

/// The result of an append.
struct Appended {
  int error_number = 0;  ///< The error that stopped it; 0: all is written.
  bool torn = false;     ///< It failed, and the partial write could not be undone.
};

/// Appends `bytes` to `fd`, which is open with O_APPEND. After a failure a regular file (`regular`)
/// is truncated to its previous size.
Appended append_whole(int fd, std::string_view bytes, bool regular);

/// Truncates a regular file by `bytes`; false on failure.
bool cut_back(int fd, std::uint64_t bytes);

/// The number of bytes after the last newline of the regular file `fd`; 0 if it ends with one or is
/// empty. Kind config.
Result<std::uint64_t> bytes_behind_last_line(int fd, const std::string& path);

}  // namespace streamctl::capture
