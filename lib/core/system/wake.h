// Ends another thread's wait for descriptors.
#pragma once

#include "core/file.h"

namespace streamctl {

/// Has a descriptor that is readable from the first call of wake() until clear(): a thread polls it
/// beside what it waits for. An eventfd on Linux, a pipe elsewhere.
class Wake {
 public:
  Wake();  ///< Not valid() without a free descriptor; errno is set.

  [[nodiscard]] bool valid() const { return readable_.valid(); }
  [[nodiscard]] int descriptor() const { return readable_.get(); }
  /// Callable from any thread. Never waits.
  void wake() const;
  /// Forgets all calls of wake() so far.
  void clear() const;

 private:
  FileDescriptor readable_;
  FileDescriptor writable_;  ///< The other end, if it is a pipe.
};

}  // namespace streamctl
