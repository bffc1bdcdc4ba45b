// The folder and the files of the history, which nobody but their owner may touch.
#pragma once

#include <string>
#include <utility>

#include "core/file.h"
#include "core/result.h"

namespace streamctl::history {

/// Creates the folder, mode 0700. Refuses one that others can write to. Kind config.
Result<void> make_private_directory(const std::string& directory);

/// Creates the file, mode 0600, or makes one that others can read private. Refuses anything but a
/// regular file; links are not followed. Kind config.
Result<void> make_private_file(const std::string& path);

/// Whether there is a regular file of this name. A link is none, whatever its target.
bool is_regular_file(const std::string& path);

/// Renames a file, together with what SQLite keeps beside it, to a name that is free:
/// "history.db.damaged", "history.db.damaged-2". Returns the new name. Kind internal.
Result<std::string> rename_aside(const std::string& path, const std::string& suffix);

/// An exclusive lock among processes, held until destruction.
class FileLock {
 public:
  /// Waits for the lock. A file system without locks is no failure. Kind config.
  static Result<FileLock> take(const std::string& path);

 private:
  explicit FileLock(FileDescriptor file) : file_(std::move(file)) {}
  FileDescriptor file_;  ///< Closing it releases the lock.
};

}  // namespace streamctl::history
