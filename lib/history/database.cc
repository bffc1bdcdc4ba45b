#include "history/database.h"

#include <cstddef>
#include <sqlite3.h>
#include <utility>

#include "core/encoding.h"

namespace streamctl::history {
namespace {

/// How long to wait for another process that writes.
constexpr int busy_milliseconds = 2000;

Trouble trouble_of(int code) {
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return Trouble::busy;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return Trouble::damaged;
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
      return Trouble::read_only;
    default:
      return Trouble::other;
  }
}

DatabaseError error_of(sqlite3* connection) {
  return {trouble_of(sqlite3_errcode(connection)), sqlite3_errmsg(connection)};
}

}  // namespace

void Statement::Finalize::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

Statement::Statement(Database& database, const std::string& sql) : database_(&database) {
  if (database.failed()) return;
  if (!database.connection_) {
    database.note_failure();
    return;
  }
  sqlite3_stmt* statement = nullptr;
  const int code =
      sqlite3_prepare_v2(database.connection_.get(), sql.c_str(), -1, &statement, nullptr);
  statement_.reset(statement);
  if (code != SQLITE_OK) database.note_failure();
}

bool Statement::step() {
  if (!statement_ || database_->failed()) return false;
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) database_->note_failure();
  return false;
}

void Statement::rewind() {
  if (statement_) sqlite3_reset(statement_.get());
}

void Statement::bind(int place, std::int64_t value) {
  if (statement_) sqlite3_bind_int64(statement_.get(), place, value);
}

void Statement::bind(int place, std::string_view value) {
  if (!statement_) return;
  // An empty view may have no address, which would bind NULL.
  const char* data = value.empty() ? "" : value.data();
  sqlite3_bind_text64(statement_.get(), place, data, value.size(), SQLITE_STATIC, SQLITE_UTF8);
}

void Statement::bind(int place, const std::optional<std::string_view>& value) {
  if (value)
    bind(place, *value);
  else if (statement_)
    sqlite3_bind_null(statement_.get(), place);
}

void Statement::bind(int place, const std::optional<std::int64_t>& value) {
  if (value)
    bind(place, *value);
  else if (statement_)
    sqlite3_bind_null(statement_.get(), place);
}

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}

std::string Statement::text(int column) const {
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_.get(), column));
  if (bytes == nullptr) return "";
  return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

bool Statement::is_null(int column) const {
  return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
}

void Database::Close::operator()(sqlite3* connection) const {
  sqlite3_close_v2(connection);
}

DatabaseResult<Database> Database::open(const std::string& path, Access access) {
  // Counting the memory in use would take a lock for each allocation.
  static const int without_statistics = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  static_cast<void>(without_statistics);
  int flags = SQLITE_OPEN_NOMUTEX;
  flags |= access == Access::write ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
  std::string name = path;
  if (access == Access::frozen) {
    flags |= SQLITE_OPEN_URI;
    name = "file:" + percent_encoded(path) + "?immutable=1";
  }
  sqlite3* connection = nullptr;
  const int code = sqlite3_open_v2(name.c_str(), &connection, flags, nullptr);
  Database database(connection);
  if (code != SQLITE_OK)
    return connection == nullptr ? DatabaseError{Trouble::other, "out of memory"}
                                 : error_of(connection);
  sqlite3_busy_timeout(connection, busy_milliseconds);
  sqlite3_extended_result_codes(connection, 1);
  return database;
}

std::int64_t Database::number(const std::string& sql) {
  Statement statement(*this, sql);
  return statement.step() ? statement.integer(0) : 0;
}

DatabaseResult<void> Database::transact(const std::function<void()>& work) {
  run("BEGIN IMMEDIATE");
  if (!failed()) work();
  if (!failed()) run("COMMIT");
  auto failure = take_failure();
  if (!failure) return {};
  // A full disk has rolled it back already.
  if (connection_ && sqlite3_get_autocommit(connection_.get()) == 0) run("ROLLBACK");
  take_failure();
  return *std::move(failure);
}

std::int64_t Database::last_id() const {
  return connection_ ? sqlite3_last_insert_rowid(connection_.get()) : 0;
}

std::optional<DatabaseError> Database::take_failure() {
  return std::exchange(failure_, std::nullopt);
}

void Database::note_failure() {
  if (failure_) return;
  failure_ = connection_ ? error_of(connection_.get()) : DatabaseError{Trouble::other, "closed"};
}

}  // namespace streamctl::history
