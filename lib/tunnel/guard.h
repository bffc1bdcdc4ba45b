// Ends a program's process group if this process dies without ending it.
#pragma once

#include <sys/types.h>

#include "core/file.h"

namespace streamctl::tunnel {

/// A small process of its own that waits for the end of this one, however that comes: SIGKILL, too.
/// The signal of signal_with_parent() reaches the program alone, and not what it has started.
class Guard {
 public:
  Guard() = default;
  Guard(const Guard&) = delete;
  Guard& operator=(const Guard&) = delete;
  ~Guard() { dismiss(); }

  /// Guards `group`. Does nothing if there is no room for another process. Call once.
  void begin(pid_t group);
  /// The group has ended.
  void dismiss();

 private:
  FileDescriptor line_;  ///< The guard reads its end of it.
  pid_t pid_ = -1;
};

}  // namespace streamctl::tunnel
