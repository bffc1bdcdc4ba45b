// A bounded history of recent deliveries, kept by default so that they can be replayed.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "capture/record.h"
#include "core/file.h"

namespace streamctl::capture {

/// The size of each of the two generations; a full one becomes the older, and the older is deleted.
constexpr std::uint64_t history_generation_bytes_max = 32 * 1024 * 1024;

/// The files of the history under a state directory, older first. They may not exist; anything
/// there that is not a regular file is left out.
std::vector<std::string> history_files(const std::string& state_directory);

/// Appends to the history. Several processes may do so at once: each write takes an advisory lock,
/// without waiting for it. Best effort, unlike Writer: a failure loses only history. For one
/// thread.
///
/// Safe against files planted by other users: a directory that others can write to is refused, as
/// is a symbolic link or a FIFO in place of a file; a file that others can read is made private.
class History {
 public:
  /// Creates the directory (mode 0700), and later the files (0600). Kind config.
  static Result<History> open(const std::string& state_directory,
                              std::uint64_t generation_bytes_max = history_generation_bytes_max);

  /// Adds to the batch; nothing is written yet. Records beyond a limit are dropped.
  void add(const Record& record);
  /// Writes the batch, unless another process is writing: a later call then does. Kind internal.
  Result<void> commit();
  /// The number of records not in the history: dropped, not written, or still waiting.
  [[nodiscard]] std::uint64_t missed() const { return missed_ + waiting_; }

 private:
  History(std::string directory, FileDescriptor lock, std::uint64_t generation_bytes_max);

  Result<void> write_locked();
  Result<void> reopen();

  std::string directory_;
  FileDescriptor lock_;
  FileDescriptor file_;
  std::uint64_t generation_bytes_max_;
  std::string batch_;
  std::uint64_t waiting_ = 0;  ///< Records in the batch.
  std::uint64_t missed_ = 0;
};

}  // namespace streamctl::capture
