// The history of deliveries on disk: a database of bounded size that several processes share.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/result.h"
#include "history/batch.h"
#include "history/database.h"

namespace streamctl::history {

/// The size of the database; the oldest deliveries make room for new ones. What SQLite keeps beside
/// it while it is open takes up to 4 MiB more.
constexpr std::uint64_t database_bytes_max = 60 * 1024 * 1024;

/// For one thread at a time.
///
/// Safe against files planted by other users: a folder that others can write to is refused, as is a
/// link or a FIFO in place of a file. A file that is damaged is renamed, and never deleted; one of
/// another program, or of a newer streamctl, is refused.
class Store {
 public:
  /// Creates folder (mode 0700) and database (0600) where they do not exist. Kind config; the hint
  /// says how to go on without.
  static Result<Store> open(const std::string& directory,
                            std::uint64_t bytes_max = database_bytes_max);
  /// For looking up, also where nothing can be written. Kind config: "there is no history".
  static Result<Store> open_existing(const std::string& directory);

  /// "DIRECTORY/history.db".
  static std::string path_in(const std::string& directory);

  /// Adds deliveries in their order: all of them, or none.
  DatabaseResult<void> add(const Batch& batch);
  /// The same as part of a transaction.
  void insert(const Batch& batch);
  /// Deletes the oldest deliveries where the database is too large. Part of a transaction.
  void make_room(std::uint64_t bytes);
  /// After a failure with Trouble::damaged: renames the file, and begins a new one. Kind internal.
  Result<void> begin_anew();

  [[nodiscard]] Database& database() { return database_; }
  [[nodiscard]] const std::string& directory() const { return directory_; }
  [[nodiscard]] bool writable() const { return is_writable_; }
  /// What the user should know, in words: that a damaged file was renamed. Once.
  std::optional<std::string> take_notice();

 private:
  Store(std::string directory, Database database, std::uint64_t bytes_max, bool is_writable);

  static Result<Store> open_locked(const std::string& directory, std::uint64_t bytes_max);

  std::string directory_;
  Database database_;
  std::uint64_t bytes_max_;
  bool is_writable_;
  std::uint64_t inode_;  ///< Of the file that is open.
  std::optional<std::string> notice_;
};

}  // namespace streamctl::history
