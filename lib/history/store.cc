#include "history/store.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <sys/stat.h>
#include <thread>
#include <utility>

#include "history/private_file.h"

namespace streamctl::history {
namespace {

constexpr const char* go_without = "--no-history does without";
constexpr const char* damaged_suffix = ".damaged";
constexpr std::int64_t application_id = 0x53637468;  // "Scth".
constexpr std::int64_t schema_version = 1;
/// What a delivery takes beyond its line: its columns and its place in an index.
constexpr std::uint64_t row_bytes = 400;
/// The thread that writes many rows steps aside after so many, which take 0.1 ms: a scheduler may
/// let it go on until the next tick, 4 ms, although those that answer wait. Not where it has fallen
/// behind.
constexpr std::size_t rows_at_a_time = 50;
constexpr std::size_t rows_unhurried_max = 5000;

/// `line` is that of a capture file; null where the capture at `file` has it. `received_at` is in
/// microseconds since 1970. Ids are never used twice, so that the index of words may name rows that
/// are gone. Webhook ids have no index: they are random, so that it would take more time than all
/// else, and reading the whole of so small a database takes a fraction of a second.
constexpr std::array<const char*, 5> schema{
    "CREATE TABLE delivery(id INTEGER PRIMARY KEY AUTOINCREMENT, received_at INTEGER NOT NULL, "
    "webhook_id TEXT NOT NULL, attempt INTEGER NOT NULL, type TEXT NOT NULL, call_cid TEXT NOT "
    "NULL, status INTEGER NOT NULL, note TEXT NOT NULL, line TEXT, file TEXT, place INTEGER, "
    "length INTEGER)",
    "CREATE INDEX delivery_by_time ON delivery(received_at, id)",
    "CREATE TABLE forwarded(delivery INTEGER NOT NULL REFERENCES delivery(id) ON DELETE CASCADE, "
    "url TEXT NOT NULL, status INTEGER NOT NULL, duration_us INTEGER NOT NULL, error TEXT NOT "
    "NULL)",
    "CREATE INDEX forwarded_by_delivery ON forwarded(delivery)",
    "CREATE TABLE meta(key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID",
};

/// What a file holds, and whether it is to be used.
enum class Contents { history, nothing, foreign, newer };

Contents contents_of(Database& database) {
  const std::int64_t id = database.number("PRAGMA application_id");
  const std::int64_t version = database.number("PRAGMA user_version");
  const std::int64_t tables = database.number("SELECT count(*) FROM sqlite_schema");
  if (id == 0 && version == 0 && tables == 0) return Contents::nothing;
  if (id != application_id) return Contents::foreign;
  return version > schema_version ? Contents::newer : Contents::history;
}

Error refusal_of(const std::string& path, Contents contents) {
  if (contents == Contents::newer)
    return config_error(path + " was written by a newer streamctl", "update streamctl");
  return config_error(path + " is no history of streamctl", "move it away");
}

Error no_history() {
  return config_error("there is no history",
                      "'streamctl listen' keeps one, unless it is given --no-history");
}

/// A killed process loses nothing that was written. A power failure may damage the file, which is
/// then kept under another name: the history is not worth the time that syncing takes.
void configure(Database& database) {
  for (const char* pragma :
       {"PRAGMA synchronous=OFF", "PRAGMA journal_mode=WAL", "PRAGMA foreign_keys=ON",
        "PRAGMA journal_size_limit=2097152", "PRAGMA wal_autocheckpoint=500",
        "PRAGMA temp_store=MEMORY", "PRAGMA trusted_schema=OFF", "PRAGMA cell_size_check=ON"})
    database.run(pragma);
}

DatabaseResult<void> create_schema(Database& database) {
  return database.transact([&] {
    for (const char* statement : schema)
      database.run(statement);
    database.run("PRAGMA application_id=" + std::to_string(application_id));
    database.run("PRAGMA user_version=" + std::to_string(schema_version));
  });
}

/// Why a file cannot be used, and whether a new one may take its place.
struct Unusable {
  Error error;
  bool is_damaged = false;
};

Unusable explained(const std::string& path, const DatabaseError& error) {
  return {config_error("cannot use " + path + ": " + error.what),
          error.trouble == Trouble::damaged};
}

/// Opens the database to write, and creates its tables where there are none.
Result<Database, Unusable> open_database(const std::string& path) {
  auto database = Database::open(path, Database::Access::write);
  if (!database) return explained(path, database.error());
  const Contents contents = contents_of(*database);
  if (const auto failure = database->take_failure()) return explained(path, *failure);
  if (contents == Contents::foreign || contents == Contents::newer)
    return Unusable{refusal_of(path, contents)};
  configure(*database);
  if (const auto failure = database->take_failure()) return explained(path, *failure);
  if (contents == Contents::nothing) {
    if (auto created = create_schema(*database); !created) return explained(path, created.error());
  }
  return *std::move(database);
}

std::string damage_notice(const std::string& renamed) {
  return "the history was damaged: it is kept as " + renamed + ", and a new one begins";
}

std::uint64_t inode_of(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 ? status.st_ino : 0;
}

struct Opened {
  Database database;
  Contents contents;
};

/// Opens a database to look things up.
DatabaseResult<Opened> look_into(const std::string& path, Database::Access access) {
  auto database = Database::open(path, access);
  if (!database) return std::move(database).error();
  const Contents contents = contents_of(*database);
  if (access == Database::Access::write && contents == Contents::history) configure(*database);
  if (auto failure = database->take_failure()) return *std::move(failure);
  return Opened{*std::move(database), contents};
}

std::int64_t micros_of(std::chrono::nanoseconds duration) {
  return std::chrono::floor<std::chrono::microseconds>(duration).count();
}

/// Inserts deliveries and the answers to them.
class Inserter {
 public:
  explicit Inserter(Database& database)
      : database_(database),
        delivery_(database,
                  "INSERT INTO delivery(received_at, webhook_id, attempt, type, call_cid, status, "
                  "note, line, file, place, length) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
        forwarded_(database, "INSERT INTO forwarded VALUES(?, ?, ?, ?, ?)") {}

  void insert(const Row& row) {
    const bool is_elsewhere = row.line.empty();
    const auto only = [](bool is_there, auto value) {
      return is_there ? std::optional(value) : std::nullopt;
    };
    delivery_
        .with(row.received_at, row.webhook_id, std::int64_t{row.attempt}, row.type, row.call_cid,
              std::int64_t{row.status}, row.note, only(!is_elsewhere, row.line),
              only(is_elsewhere, row.file),
              only(is_elsewhere, static_cast<std::int64_t>(row.offset)),
              only(is_elsewhere, static_cast<std::int64_t>(row.length)))
        .run();
    if (row.answers.empty()) return;
    const std::int64_t id = database_.last_id();
    for (const capture::Forwarded& answer : row.answers)
      forwarded_
          .with(id, answer.url, std::int64_t{answer.status}, micros_of(answer.duration),
                answer.error)
          .run();
  }

 private:
  Database& database_;
  Statement delivery_;
  Statement forwarded_;
};

}  // namespace

Store::Store(std::string directory, Database database, std::uint64_t bytes_max, bool is_writable)
    : directory_(std::move(directory)),
      database_(std::move(database)),
      bytes_max_(bytes_max),
      is_writable_(is_writable),
      inode_(inode_of(path_in(directory_))) {}

std::string Store::path_in(const std::string& directory) {
  return directory + "/history.db";
}

Result<Store> Store::open(const std::string& directory, std::uint64_t bytes_max) {
  const auto failed = [](Error error) {
    if (error.hint.empty()) error.hint = go_without;
    return error;
  };
  if (directory.empty())
    return config_error("there is no place for it: HOME is not set", go_without);
  if (auto made = make_private_directory(directory); !made) return failed(std::move(made).error());
  auto lock = FileLock::take(directory + "/history.lock");
  if (!lock) return failed(std::move(lock).error());
  auto store = open_locked(directory, bytes_max);
  if (!store) return failed(std::move(store).error());
  return store;
}

/// While nobody else creates, renames or examines the file.
Result<Store> Store::open_locked(const std::string& directory, std::uint64_t bytes_max) {
  const std::string path = path_in(directory);
  std::optional<std::string> notice;
  for (bool is_second_try = false;; is_second_try = true) {
    if (auto made = make_private_file(path); !made) return std::move(made).error();
    auto database = open_database(path);
    if (database) {
      Store store(directory, *std::move(database), bytes_max, true);
      store.notice_ = std::move(notice);
      return store;
    }
    Unusable unusable = std::move(database).error();
    if (!unusable.is_damaged || is_second_try) return std::move(unusable.error);
    auto renamed = rename_aside(path, damaged_suffix);
    if (!renamed) return std::move(renamed).error();
    notice = damage_notice(*renamed);
  }
}

Result<void> Store::begin_anew() {
  auto lock = FileLock::take(directory_ + "/history.lock");
  if (!lock) return std::move(lock).error();
  database_.close();
  std::string notice;
  const std::string path = path_in(directory_);
  // Otherwise another process has renamed it already.
  if (inode_of(path) == inode_) {
    auto renamed = rename_aside(path, damaged_suffix);
    if (!renamed) return std::move(renamed).error();
    notice = damage_notice(*renamed);
  }
  auto store = open_locked(directory_, bytes_max_);
  if (!store) return std::move(store).error();
  *this = *std::move(store);
  if (!notice.empty()) notice_ = std::move(notice);
  return {};
}

Result<Store> Store::open_existing(const std::string& directory) {
  const std::string path = path_in(directory);
  if (directory.empty() || !is_regular_file(path)) return no_history();
  std::optional<DatabaseError> first;
  for (const auto access :
       {Database::Access::write, Database::Access::read, Database::Access::frozen}) {
    auto opened = look_into(path, access);
    if (opened) {
      // A full disk may have kept listen from making its tables.
      if (opened->contents == Contents::nothing) return no_history();
      if (opened->contents != Contents::history) return refusal_of(path, opened->contents);
      return Store(directory, std::move(opened->database), database_bytes_max,
                   access == Database::Access::write);
    }
    if (!first) first = std::move(opened).error();
    if (first->trouble != Trouble::read_only) break;
  }
  Error error = explained(path, *first).error;
  if (first->trouble == Trouble::damaged)
    error.hint = "the next 'streamctl listen' keeps it under another name, and begins a new one";
  return error;
}

std::optional<std::string> Store::take_notice() {
  return std::exchange(notice_, std::nullopt);
}

DatabaseResult<void> Store::add(const Batch& batch) {
  return database_.transact([&] { insert(batch); });
}

void Store::insert(const Batch& batch) {
  Inserter inserter(database_);
  std::uint64_t room = 0;
  std::size_t rows = 0;
  Batch::Reader reader(batch);
  for (Row row; reader.next(row);) {
    if (++rows % rows_at_a_time == 0 && batch.count() <= rows_unhurried_max)
      std::this_thread::yield();
    const std::uint64_t needed = row.line.size() + row_bytes;
    if (room < needed) {
      room = std::max(needed, bytes_max_ / 64);
      make_room(room);
    }
    room -= needed;
    inserter.insert(row);
  }
}

void Store::make_room(std::uint64_t bytes) {
  constexpr std::int64_t share = 16;  // Of the deliveries, deleted at once.
  while (!database_.failed()) {
    const auto pages =
        database_.number("PRAGMA page_count") - database_.number("PRAGMA freelist_count");
    const auto used = static_cast<std::uint64_t>(pages * database_.number("PRAGMA page_size"));
    if (used + bytes <= bytes_max_) return;
    const std::int64_t oldest = database_.number("SELECT min(id) FROM delivery");
    const std::int64_t newest = database_.number("SELECT max(id) FROM delivery");
    if (oldest == 0) return;
    Statement(database_, "DELETE FROM delivery WHERE id <= ?")
        .with(oldest + (newest - oldest) / share)
        .run();
  }
}

}  // namespace streamctl::history
