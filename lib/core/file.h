// Files and descriptors, with errors that name the path.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/result.h"

namespace streamctl {

/// Owns a file descriptor; closes it.
class FileDescriptor {
 public:
  FileDescriptor() = default;
  explicit FileDescriptor(int value) : value_(value) {}
  FileDescriptor(FileDescriptor&& other) noexcept;
  FileDescriptor& operator=(FileDescriptor&& other) noexcept;
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  ~FileDescriptor();

  [[nodiscard]] int get() const { return value_; }
  [[nodiscard]] bool valid() const { return value_ >= 0; }
  int release();

 private:
  int value_ = -1;
};

/// As many open files as the system lets this process have: the usual soft limit of 1,024 is too
/// few for a server.
void raise_descriptor_limit();

/// The whole of a file of at most `bytes_max`; "-" is standard input. Kind config.
Result<std::string> read_file(const std::string& path, std::uint64_t bytes_max);

/// Writes a new file (`mode` as in chmod), or replaces a regular one and keeps its mode, owner and
/// links; into what is not regular (a device, a FIFO) it writes. Kind config.
Result<void> write_file(const std::string& path, std::string_view bytes, unsigned mode = 0644);

/// All of `bytes` to `fd`, through interruptions and short writes; the errno that stopped it, or 0.
int write_all(int fd, std::string_view bytes);

}  // namespace streamctl
