// Checks that a file is a capture, and makes it end with a whole line before an append.
#pragma once

#include <cstdint>
#include <string>

#include "core/result.h"

namespace streamctl::capture {

/// Checks that the regular file `fd` is a capture, or empty, and makes it end with a whole line;
/// returns the number of bytes cut off.
///
/// A file is a capture if its first line is one that `listen` or `watch` writes. A last line that
/// is a whole JSON text is kept and gets its newline; one that begins like a record and breaks off
/// is cut, as are the zeros that power loss leaves. Any other file is refused before a byte
/// changes. Kind config.
Result<std::uint64_t> repair_capture(int fd, const std::string& path);

}  // namespace streamctl::capture
