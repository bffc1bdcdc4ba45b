// Appending whole lines to files that others may be reading: all of them, or none.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/result.h"

namespace streamctl::capture {

/// What came of an append.
struct Appended {
  int error_number = 0;  ///< What stopped it; 0: all is written.
  bool torn = false;     ///< It failed, and what it had written could not be taken back.
};

/// Appends `bytes` to `fd`, which is open with O_APPEND. After a failure a regular file (`regular`)
/// is cut back to what it was.
Appended append_whole(int fd, std::string_view bytes, bool regular);

/// Cuts a regular file back by `bytes`; false if it could not be.
bool cut_back(int fd, std::uint64_t bytes);

/// What is behind the last newline of the regular file `fd`, in bytes; 0 if it ends with one or is
/// empty. Kind config.
Result<std::uint64_t> bytes_behind_last_line(int fd, const std::string& path);

}  // namespace streamctl::capture
