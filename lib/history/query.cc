#include "history/query.h"

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>
#include <unordered_set>
#include <utility>

#include "core/file.h"
#include "core/short_id.h"
#include "core/text.h"
#include "history/search.h"

namespace streamctl::history {
namespace {

/// A line of a capture that is longer is not read.
constexpr std::uint64_t line_bytes_max = 64 * 1024 * 1024;

Error unreadable(const Store& store, const DatabaseError& error) {
  return config_error("cannot read " + Store::path_in(store.directory()) + ": " + error.what);
}

std::int64_t micros_of(WallTime time) {
  return std::chrono::floor<std::chrono::microseconds>(time).time_since_epoch().count();
}

/// The conditions of a query, each with one parameter.
constexpr const char* found_by =
    "SELECT id FROM delivery WHERE (?1 IS NULL OR received_at >= ?1) "
    "AND (?2 IS NULL OR received_at <= ?2) AND (?3 IS NULL OR webhook_id = ?3) "
    "AND (NOT ?4 OR status NOT BETWEEN 200 AND 299 OR EXISTS (SELECT 1 FROM forwarded "
    "WHERE delivery = id AND forwarded.status NOT BETWEEN 200 AND 299)) "
    "AND (NOT ?5 OR id IN (SELECT max(d.id) FROM forwarded f JOIN delivery d ON d.id = f.delivery "
    "GROUP BY CASE d.webhook_id WHEN '' THEN d.id ELSE d.webhook_id END, f.url "
    "HAVING sum(f.status BETWEEN 200 AND 299) = 0)) "
    "AND (?6 IS NULL OR id IN (SELECT rowid FROM search_0 WHERE search_0 MATCH ?6 "
    "UNION ALL SELECT rowid FROM search_1 WHERE search_1 MATCH ?6)) ORDER BY received_at, id";

/// Without the words, whose index may not exist.
std::string statement_of(const Query& query) {
  std::string text = found_by;
  if (!query.search.empty()) return text;
  const auto begin = text.find("AND (?6");
  return text.erase(begin, text.find("ORDER BY") - begin);
}

}  // namespace

Result<std::vector<std::int64_t>> find(Store& store, const Query& query) {
  std::optional<std::string> words;
  if (!query.search.empty()) {
    auto expression = search_expression(query.search);
    if (!expression) return std::move(expression).error();
    words = *std::move(expression);
    if (auto indexed = index_words(store); !indexed) return unreadable(store, indexed.error());
  }
  std::optional<std::int64_t> since;
  std::optional<std::int64_t> until;
  if (query.since) since = micros_of(*query.since);
  if (query.until) until = micros_of(*query.until);
  std::vector<std::int64_t> numbers;
  Statement statement(store.database(), statement_of(query));
  statement.with(since, until, query.webhook_id, static_cast<std::int64_t>(query.failed),
                 static_cast<std::int64_t>(query.failed_forward), words);
  while (statement.step())
    numbers.push_back(statement.integer(0));
  if (const auto failure = store.database().take_failure()) return unreadable(store, *failure);
  return numbers;
}

namespace {

/// The line of a capture, if it is still there.
std::string line_at(const Place& place) {
  const FileDescriptor file(::open(place.file->c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!file.valid() || place.length > line_bytes_max) return "";
  std::string line(place.length, '\0');
  std::size_t filled = 0;
  while (filled < line.size()) {
    const ssize_t count = ::pread(file.get(), line.data() + filled, line.size() - filled,
                                  static_cast<off_t>(place.offset + filled));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return "";
    filled += static_cast<std::size_t>(count);
  }
  return line;
}

/// Whether a line found in a capture is the record of this delivery.
bool is_same(const capture::Record& read, const capture::Record& known) {
  return read.webhook_id == known.webhook_id && read.attempt == known.attempt &&
         micros_of(read.received_at) == micros_of(known.received_at);
}

void read_answers(Database& database, std::int64_t number, Entry& entry) {
  Statement answers(database,
                    "SELECT url, status, duration_us, error FROM forwarded WHERE delivery = ? "
                    "ORDER BY rowid");
  answers.with(number);
  while (answers.step())
    entry.answers.push_back({entry.record.webhook_id, entry.record.attempt, answers.text(0),
                             static_cast<unsigned>(answers.integer(1)),
                             std::chrono::microseconds(answers.integer(2)), answers.text(3)});
}

/// Reads the columns of a row, and the line where the database has it.
std::optional<Found> read_row(Database& database, std::int64_t number) {
  Statement row(database,
                "SELECT received_at, webhook_id, attempt, type, call_cid, status, note, line, "
                "file, place, length FROM delivery WHERE id = ?");
  if (!row.with(number).step()) return std::nullopt;
  Found found;
  capture::Record& record = found.entry.record;
  record.received_at = WallTime(std::chrono::microseconds(row.integer(0)));
  record.webhook_id = row.text(1);
  record.attempt = static_cast<int>(row.integer(2));
  record.type = row.text(3);
  record.call_cid = row.text(4);
  found.entry.status = static_cast<unsigned>(row.integer(5));
  found.entry.note = row.text(6);
  found.line = row.text(7);
  if (!row.is_null(8))
    found.entry.place = Place{std::make_shared<const std::string>(row.text(8)),
                              static_cast<std::uint64_t>(row.integer(9)),
                              static_cast<std::uint64_t>(row.integer(10))};
  read_answers(database, number, found.entry);
  return found;
}

}  // namespace

Result<std::optional<Found>> read(Store& store, std::int64_t number) {
  auto found = read_row(store.database(), number);
  if (const auto failure = store.database().take_failure()) return unreadable(store, *failure);
  if (!found) return std::optional<Found>();
  if (found->entry.place) found->line = line_at(*found->entry.place);
  auto record = capture::parse_line(found->line);
  if (record && (!found->entry.place || is_same(*record, found->entry.record))) {
    found->entry.record = *std::move(record);
  } else {
    found->line.clear();
    found->lost = (found->entry.place ? *found->entry.place->file : "the history") +
                  " no longer has this delivery";
  }
  return found;
}

Result<std::string> resolve_id(Store& store, const std::string& text) {
  const auto failed = [&](const DatabaseError& error) { return unreadable(store, error); };
  Database& database = store.database();
  const bool is_known =
      Statement(database, "SELECT 1 FROM delivery WHERE webhook_id = ?").with(text).step();
  if (const auto failure = database.take_failure()) return failed(*failure);
  if (is_known) return text;
  std::vector<std::string> candidates;
  if (text.size() >= id_prefix_least) {
    Statement beginning(database,
                        "SELECT DISTINCT webhook_id FROM delivery WHERE webhook_id > ?1 AND "
                        "substr(webhook_id, 1, length(?1)) = ?1 ORDER BY webhook_id LIMIT ?2");
    beginning.with(text, static_cast<std::int64_t>(id_candidates_max + 1));
    while (beginning.step())
      candidates.emplace_back(beginning.text(0));
    if (const auto failure = database.take_failure()) return failed(*failure);
  }
  if (candidates.size() == 1) return candidates.front();
  if (candidates.empty())
    return refused_error("no delivery in the history has the webhook id " + printable(text),
                         "'streamctl history' lists them; an id may be cut to its first 6 "
                         "characters or more");
  return ambiguous_webhook_id(text, candidates);
}

Result<std::vector<std::string>> latest_ids(Store& store, std::size_t count_max) {
  std::vector<std::string> ids;
  std::unordered_set<std::string> known;
  Statement statement(store.database(),
                      "SELECT webhook_id FROM delivery WHERE webhook_id != '' ORDER BY id DESC");
  while (ids.size() < count_max && statement.step()) {
    const auto [id, is_new] = known.insert(statement.text(0));
    if (is_new) ids.push_back(*id);
  }
  if (const auto failure = store.database().take_failure()) return unreadable(store, *failure);
  return ids;
}

}  // namespace streamctl::history
