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

/// Raises the soft limit on open files to the hard limit: the usual 1,024 is too few for a server.
void raise_descriptor_limit();

/// Reads a whole file of at most `bytes_max` bytes; "-" is standard input. Kind config.
Result<std::string> read_file(const std::string& path, std::uint64_t bytes_max);

/// Creates a file (`mode` as in chmod), or replaces a regular one, keeping its mode, owner and
/// links. Writes directly into a non-regular file (a device, a FIFO). Kind config; internal where
/// the disk is full or fails.
Result<void> write_file(const std::string& path, std::string_view bytes, unsigned mode = 0644);

/// Writes all of `bytes` to `fd`, retrying after EINTR and short writes. Returns the errno, or 0.
int write_all(int fd, std::string_view bytes);

}  // namespace streamctl
