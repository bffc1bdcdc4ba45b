// A descriptor that one thread reads until another thread stops it.
#pragma once

#include <cstddef>
#include <sys/types.h>

#include "core/file.h"
#include "core/system/wake.h"

namespace streamctl {

class StoppableInput {
 public:
  /// Takes ownership of `input`: a file, a pipe, a terminal, a socket.
  explicit StoppableInput(FileDescriptor input);

  /// Waits for bytes and reads up to `size` of them into `place`. Returns their number; 0 at end of
  /// file and soon after stop(); the negated errno on failure.
  ssize_t read(char* place, std::size_t size) const;
  /// Ends the current and all later read() calls. Callable from any thread.
  void stop();

 private:
  FileDescriptor input_;
  Wake stopped_;
  int failure_ = 0;  ///< The errno of making `stopped_`, if that failed.
};

}  // namespace streamctl
