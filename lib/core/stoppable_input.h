// A descriptor that one thread reads until another says that it is enough.
#pragma once

#include <cstddef>
#include <sys/types.h>

#include "core/file.h"

namespace streamctl {

class StoppableInput {
 public:
  /// Takes over `input`: a file, a pipe, a terminal, a socket.
  explicit StoppableInput(FileDescriptor input);

  /// Waits for bytes, and reads up to `size` of them to `place`: how many came. 0 at the end, and
  /// soon after stop(); the errno as a negative number where reading fails.
  ssize_t read(char* place, std::size_t size) const;
  /// From any thread: ends a waiting read(), and those to come.
  void stop();

 private:
  FileDescriptor input_;
  FileDescriptor stop_read_;
  FileDescriptor stop_write_;
  int failure_ = 0;  ///< The errno that left us without the pipe of stop().
};

}  // namespace streamctl
