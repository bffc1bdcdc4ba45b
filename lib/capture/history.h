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

/// The files of the history under a state directory, older first. They may not exist.
std::vector<std::string> history_files(const std::string& state_directory);

/// Appends to the history. Several processes may at once: an advisory lock is held for each write,
/// never waited for. Best effort, unlike Writer: a failure costs history and nothing else. For one
/// thread.
class History {
 public:
  /// Makes the directory (mode 0700) and the files (0600). Kind config.
  static Result<History> open(const std::string& state_directory,
                              std::uint64_t generation_bytes_max = history_generation_bytes_max);

  /// Adds to the batch; nothing is written yet. Beyond a bound records are dropped.
  void add(const Record& record);
  /// Writes the batch, unless another process is writing: then a later call does. Kind internal.
  Result<void> commit();

 private:
  History(std::string directory, FileDescriptor lock, std::uint64_t generation_bytes_max);

  Result<void> write_locked();
  Result<void> reopen();

  std::string directory_;
  FileDescriptor lock_;
  FileDescriptor file_;
  std::uint64_t generation_bytes_max_;
  std::string batch_;
};

}  // namespace streamctl::capture
