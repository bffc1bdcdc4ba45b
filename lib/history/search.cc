#include "history/search.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/text.h"
#include "history/query.h"

namespace streamctl::history {
namespace {

/// Deliveries indexed in one transaction, which keeps other processes from writing.
constexpr std::int64_t indexed_at_once = 200;
/// The index has two parts. Nothing is deleted from one: once all its deliveries are gone it is
/// emptied and the other, if it has at least this many, gives way to it.
constexpr std::int64_t part_rows_least = 1000;
/// The text of a delivery beyond this is not indexed.
constexpr std::size_t text_bytes_max = 256 * 1024;

std::int64_t meta(Database& database, const std::string& key) {
  Statement statement(database, "SELECT value FROM meta WHERE key = ?");
  return statement.with(key).step() ? statement.integer(0) : 0;
}

void set_meta(Database& database, const std::string& key, std::int64_t value) {
  Statement(database, "INSERT OR REPLACE INTO meta VALUES(?, ?)").with(key, value).run();
}

/// Creates the index, in the schema `temp` where nothing can be written.
void create_index(Store& store) {
  Database& database = store.database();
  const std::string schema = store.writable() ? "main" : "temp";
  if (!store.writable())
    database.run(
        "CREATE TABLE IF NOT EXISTS temp.meta(key TEXT PRIMARY KEY, value INTEGER NOT NULL)");
  for (const char* part : {"search_0", "search_1"})
    database.run("CREATE VIRTUAL TABLE IF NOT EXISTS " + schema + "." + part +
                 " USING fts5(text, content='', tokenize='unicode61 remove_diacritics 2')");
}

void append_words(const Json& value, std::string& text) {
  if (text.size() > text_bytes_max) return;
  if (value.is_object()) {
    for (const auto& [key, inner] : value.items()) {
      text += key + "\n";
      append_words(inner, text);
    }
  } else if (value.is_array()) {
    for (const auto& inner : value)
      append_words(inner, text);
  } else if (value.is_string()) {
    text += value.get_ref<const std::string&>() + "\n";
  } else if (value.is_number()) {
    text += json_line(value) + "\n";
  }
}

std::string words_of(const Found& found) {
  const capture::Record& record = found.entry.record;
  std::string text = record.type + "\n" + record.call_cid + "\n" + record.webhook_id + "\n";
  if (const auto body = parse_json(record.body))
    append_words(*body, text);
  else
    text.append(cut_to_bytes(record.body, text_bytes_max));
  return text;
}

/// Makes the part whose deliveries are all gone the one that grows.
void exchange_parts(Database& database) {
  const std::int64_t older_to = meta(database, "search_older_to");
  const std::int64_t indexed_to = meta(database, "search_indexed_to");
  const std::int64_t oldest = database.number("SELECT min(id) FROM delivery");
  if (indexed_to - older_to < part_rows_least || oldest <= older_to) return;
  const std::int64_t next = 1 - meta(database, "search_part");
  const std::string part = "search_" + std::to_string(next);
  database.run("INSERT INTO " + part + "(" + part + ") VALUES('delete-all')");
  set_meta(database, "search_part", next);
  set_meta(database, "search_older_to", indexed_to);
}

/// Indexes the next deliveries; returns how many. Part of a transaction.
std::int64_t index_some(Store& store) {
  Database& database = store.database();
  exchange_parts(database);
  std::vector<std::int64_t> numbers;
  {
    Statement next(database, "SELECT id FROM delivery WHERE id > ? ORDER BY id LIMIT ?");
    next.with(meta(database, "search_indexed_to"), indexed_at_once);
    while (next.step())
      numbers.push_back(next.integer(0));
  }
  Statement add(database, "INSERT INTO search_" + std::to_string(meta(database, "search_part")) +
                              "(rowid, text) VALUES(?, ?)");
  for (const std::int64_t number : numbers) {
    const auto found = read(store, number);
    if (!found || !*found) continue;
    const std::string words = words_of(**found);
    add.with(number, words).run();
  }
  if (!numbers.empty()) set_meta(database, "search_indexed_to", numbers.back());
  if (store.writable()) store.make_room(0);
  return static_cast<std::int64_t>(numbers.size());
}

bool has_word(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char byte) {
    const auto value = static_cast<unsigned char>(byte);
    return value >= 0x80 || (value >= '0' && value <= '9') || (value >= 'a' && value <= 'z') ||
           (value >= 'A' && value <= 'Z');
  });
}

}  // namespace

Result<std::string> search_expression(const std::string& text) {
  std::string expression;
  std::string spaced = text;
  std::replace_if(
      spaced.begin(), spaced.end(), [](char byte) { return byte == '\t' || byte == '\n'; }, ' ');
  for (const std::string_view word : split(spaced, ' ')) {
    if (!has_word(word)) continue;
    std::string quoted(word);
    std::replace(quoted.begin(), quoted.end(), '"', ' ');
    std::replace(quoted.begin(), quoted.end(), '\0', ' ');
    expression += (expression.empty() ? "\"" : " AND \"") + quoted + "\"*";
  }
  if (expression.empty()) return usage_error("'" + printable(text) + "' holds no word");
  return expression;
}

DatabaseResult<void> index_words(Store& store) {
  Database& database = store.database();
  if (auto created = database.transact([&] { create_index(store); }); !created) return created;
  for (std::int64_t count = 1; count > 0;) {
    auto done = database.transact([&] { count = index_some(store); });
    if (!done) return done;
  }
  return {};
}

}  // namespace streamctl::history
