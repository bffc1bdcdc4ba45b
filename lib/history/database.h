// A connection to an SQLite database, the only door to the library.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace streamctl::history {

/// What a failure of SQLite means to its caller.
enum class Trouble {
  busy,       ///< Another process writes; later it may work.
  damaged,    ///< The file is no database, or not a whole one.
  read_only,  ///< The file or its folder cannot be written to.
  other,      ///< A full disk, a failing device.
};

struct DatabaseError {
  Trouble trouble = Trouble::other;
  std::string what;  ///< SQLite's words: "database or disk is full".
};

template <class T>
using DatabaseResult = Result<T, DatabaseError>;

class Database;

/// A prepared statement. Its database must outlive it. After any failure of the database it has no
/// rows: see Database::failure().
class Statement {
 public:
  Statement(Database& database, const std::string& sql);

  /// Sets the parameters from the first on. A text must outlive the steps.
  template <class... Values>
  Statement& with(const Values&... values) {
    rewind();
    int place = 0;
    (bind(++place, values), ...);
    return *this;
  }
  /// Goes to the next row; false if there is none.
  bool step();
  /// Runs it, ignoring rows.
  void run() {
    while (step()) {
    }
  }

  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] std::string text(int column) const;
  [[nodiscard]] bool is_null(int column) const;

 private:
  void rewind();
  void bind(int place, std::int64_t value);
  void bind(int place, std::string_view value);
  void bind(int place, const std::string& value) { bind(place, std::string_view(value)); }
  void bind(int place, const std::optional<std::string_view>& value);
  void bind(int place, const std::optional<std::int64_t>& value);

  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  Database* database_;
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

/// For one thread at a time. Remembers its first failure, and does nothing more until it is taken,
/// so that a caller checks once for a whole piece of work.
class Database {
 public:
  enum class Access {
    write,
    read,    ///< Nothing is written; others may write.
    frozen,  ///< Nothing is written by anybody: for a file in a folder that is read-only.
  };
  /// Opens a file that exists.
  static DatabaseResult<Database> open(const std::string& path, Access access);

  /// Runs one statement without parameters.
  void run(const std::string& sql) { Statement(*this, sql).run(); }
  /// The first column of the first row of a query without parameters; 0 if there is none.
  std::int64_t number(const std::string& sql);
  /// Does `work` in a transaction: all of it is done, or none.
  DatabaseResult<void> transact(const std::function<void()>& work);
  /// The row that was inserted last.
  [[nodiscard]] std::int64_t last_id() const;

  /// Every use after it fails.
  void close() { connection_.reset(); }

  [[nodiscard]] bool failed() const { return failure_.has_value(); }
  /// The failure, which is then forgotten.
  std::optional<DatabaseError> take_failure();

 private:
  friend class Statement;
  struct Close {
    void operator()(sqlite3* connection) const;
  };
  explicit Database(sqlite3* connection) : connection_(connection) {}
  void note_failure();

  std::unique_ptr<sqlite3, Close> connection_;
  std::optional<DatabaseError> failure_;
};

}  // namespace streamctl::history
