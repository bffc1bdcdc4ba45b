// The deliveries of late, kept without being asked so that they can be replayed: bounded.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "capture/record.h"
#include "core/file.h"

namespace streamctl::capture {

/// Each of the two generations holds so much; a full one becomes the older, and the older goes.
constexpr std::uint64_t history_generation_bytes_max = 32 * 1024 * 1024;

/// The files of the history under a state directory, older first. They may not exist; what stands
/// there and is no regular file is left out.
std::vector<std::string> history_files(const std::string& state_directory);

/// Appends to the history. Several processes may at once: an advisory lock is held for each write,
/// never waited for. Best effort, unlike Writer: a failure costs history and nothing else. For one
/// thread.
///
/// Nobody else can lay a file of another in its way: a directory that others may write to is
/// refused, as is a symbolic link or a FIFO in place of a file; a file that others can read is
/// closed to them.
class History {
 public:
  /// Makes the directory (mode 0700), and later the files (0600). Kind config.
  static Result<History> open(const std::string& state_directory,
                              std::uint64_t generation_bytes_max = history_generation_bytes_max);

  /// Adds to the batch; nothing is written yet. Beyond a bound records are dropped.
  void add(const Record& record);
  /// Writes the batch, unless another process is writing: then a later call does. Kind internal.
  Result<void> commit();
  /// How many records are not in it: dropped, not written, or still waiting.
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
