// Appends records to a capture file, many to a write, and says when they are safe.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "capture/record.h"
#include "core/file.h"

namespace streamctl::capture {

enum class Durability {
  process,  ///< Survives a killed process: written to the kernel.
  power,    ///< Survives power loss too: fdatasync.
};

/// What opening found: a half-written last line (a crash) is cut off, and said.
struct Repair {
  std::uint64_t bytes_cut = 0;
};

/// One writer owns one file (an advisory lock refuses a second). For one thread.
class Writer {
 public:
  /// Opens or makes the file (mode 0600), repairs its last line. Kind config.
  static Result<Writer> open(const std::string& path, Durability durability);

  [[nodiscard]] const Repair& repair() const { return repair_; }

  /// Adds to the batch; nothing is written yet.
  void add(const Record& record);
  [[nodiscard]] bool pending() const { return !batch_.empty(); }

  /// Writes the batch, and syncs it if asked. After an error none of the batch counts as stored: the file is cut back
  /// to where it was, the batch is dropped, and the next commit starts clean. Kind internal: "cannot write x.jsonl: no
  /// space left on device".
  Result<void> commit();

 private:
  Writer(std::string path, FileDescriptor file, Durability durability, std::uint64_t end);

  std::string path_;
  FileDescriptor file_;
  Durability durability_;
  std::uint64_t end_ = 0;
  Repair repair_;
  std::string batch_;
};

}  // namespace streamctl::capture
