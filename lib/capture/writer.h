// Appends records to a capture file, many to a write, and says when they are safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <sys/types.h>

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
///
/// The file may be moved or removed meanwhile, as log rotation does: the next commit goes into the
/// file that has the name by then, a new one if there is none, and nothing counts as stored that
/// went with a removed file.
///
/// Pipes, terminals and devices (/dev/stdout) do too; nothing is repaired, locked, followed or
/// taken back there, and a slow reader holds the writer up.
class Writer {
 public:
  /// Opens or makes the file (mode 0600), repairs its last line as repair_capture() does. Kind
  /// config.
  static Result<Writer> open(const std::string& path, Durability durability);

  [[nodiscard]] const Repair& repair() const { return repair_; }

  /// Adds to the batch; nothing is written yet.
  void add(const Record& record);
  [[nodiscard]] bool pending() const { return !batch_.empty(); }
  [[nodiscard]] std::size_t pending_bytes() const { return batch_.size(); }

  /// Writes the batch, and syncs it if asked. After an error none of the batch counts as stored:
  /// the file is cut back to where it was, the batch is dropped, and the next commit starts clean.
  /// Kind internal: "cannot write x.jsonl: no space left on device".
  Result<void> commit();

  /// What commit() has to say of a file that was moved or removed, once.
  std::optional<std::string> take_notice();

 private:
  Writer(std::string path, FileDescriptor file, Durability durability, bool regular);

  [[nodiscard]] bool is_at_its_path() const;
  [[nodiscard]] bool is_removed() const;
  Result<void> reopen();
  Result<void> write_batch();
  void drop_batch();

  std::string path_;
  FileDescriptor file_;
  Durability durability_;
  bool regular_;
  bool torn_ =
      false;  ///< The file may end within a line of ours: begin the next batch on a new one.
  Repair repair_;
  dev_t device_ = 0;  ///< With `inode_`, which file it is.
  ino_t inode_ = 0;
  bool has_name_ = false;  ///< It had one when it was opened.
  std::optional<std::string> notice_;
  std::string batch_;
};

}  // namespace streamctl::capture
