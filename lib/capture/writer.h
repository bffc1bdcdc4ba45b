// Appends records to a capture file, many per write, and reports when they are stored.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <sys/types.h>

#include "capture/forwarded.h"
#include "capture/record.h"
#include "core/file.h"

namespace streamctl::capture {

enum class Durability {
  process,  ///< Survives a killed process: written to the kernel.
  power,    ///< Survives power loss too: syncs the file, and the folder when it is opened.
};

/// Repair done on opening: a half-written last line (a crash) is cut off, and reported.
struct Repair {
  std::uint64_t bytes_cut = 0;
};

/// A line's place in bytes, with its newline.
struct LinePlace {
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
};

/// One writer owns one file (an advisory lock refuses a second). For one thread.
///
/// The file may be moved or removed meanwhile, as log rotation does: the next commit goes to the
/// file that then has the name, a new one if there is none, and nothing lost with a removed file
/// counts as stored. If another program left it with an incomplete last line, the batch begins on a
/// new one.
///
/// Also accepts pipes, terminals and devices (/dev/stdout); nothing is repaired, locked, followed
/// or undone there, and a slow reader blocks the writer.
class Writer {
 public:
  /// Opens or creates the file (mode 0600) and repairs its last line as repair_capture() does. Kind
  /// config.
  static Result<Writer> open(const std::string& path, Durability durability);

  [[nodiscard]] const Repair& repair() const { return repair_; }

  /// Adds to the batch; nothing is written yet. Returns where in the batch its line is.
  LinePlace add(const Record& record);
  void add(const Forwarded& forwarded);
  [[nodiscard]] bool pending() const { return !batch_.empty(); }
  [[nodiscard]] std::size_t pending_bytes() const { return batch_.size(); }

  /// Writes the batch, and syncs it if requested. After an error none of the batch counts as
  /// stored: the file is truncated to its previous size, the batch is dropped, and the next commit
  /// starts clean. Kind internal: "cannot write x.jsonl: no space left on device".
  Result<void> commit();

  /// Where in the file the batch begins that commit() stored last; nothing where it has no place,
  /// as in a pipe.
  [[nodiscard]] std::optional<std::uint64_t> batch_begin() const { return batch_begin_; }
  [[nodiscard]] const std::string& path() const { return path_; }

  [[nodiscard]] Durability durability() const { return durability_; }

  /// Returns commit()'s notice about a file that was moved, removed or changed, once.
  std::optional<std::string> take_notice();

 private:
  Writer(std::string path, FileDescriptor file, Durability durability, bool regular);

  [[nodiscard]] std::optional<off_t> size_at_its_path() const;
  [[nodiscard]] bool is_removed() const;
  void look_for_torn_line(off_t size);
  Result<void> reopen();
  Result<void> write_batch();
  void drop_batch();

  std::string path_;
  FileDescriptor file_;
  Durability durability_;
  bool regular_;
  bool torn_ =
      false;  ///< The file may end within one of our lines: begin the next batch on a new one.
  Repair repair_;
  dev_t device_ = 0;  ///< Identifies the file, with `inode_`.
  ino_t inode_ = 0;
  off_t end_ = -1;         ///< Of the batch written last; -1 if unknown.
  bool has_name_ = false;  ///< It had a name when it was opened.
  std::optional<std::string> notice_;
  std::string batch_;
  std::optional<std::uint64_t> batch_begin_;
};

}  // namespace streamctl::capture
