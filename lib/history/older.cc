#include "history/older.h"

#include <cerrno>
#include <cstdint>
#include <sys/stat.h>
#include <utility>
#include <variant>

#include "capture/source.h"
#include "core/text.h"
#include "core/units.h"
#include "history/private_file.h"

namespace streamctl::history {
namespace {

constexpr std::size_t entries_at_once = 1000;
/// The status of a delivery that older histories do not tell: those they keep were accepted, as far
/// as they know.
constexpr unsigned unknown_status = 200;

/// Older first.
std::vector<std::string> files_in(const std::string& directory) {
  std::vector<std::string> files{directory + "/history.1.jsonl", directory + "/history.jsonl"};
  std::erase_if(files, [](const std::string& file) { return !is_regular_file(file); });
  return files;
}

struct Counts {
  std::uint64_t taken = 0;
  std::uint64_t malformed = 0;
};

/// Copies one file, as part of a transaction.
Result<void> copy(const std::string& path, Store& store, Counts& counts) {
  auto reader = capture::ValueReader::open(path);
  if (!reader) return std::move(reader).error();
  capture::EventSource source(*std::move(reader));
  Batch batch;
  for (bool is_read = false; !is_read;) {
    auto next = source.next();
    if (auto* record = std::get_if<capture::Record>(&next)) {
      if (batch.add(*record, {.status = unknown_status})) ++counts.taken;
    } else if (std::holds_alternative<capture::Malformed>(next)) {
      ++counts.malformed;
    } else if (auto* unreadable = std::get_if<capture::Unreadable>(&next)) {
      return std::move(unreadable->error);
    } else {
      is_read = true;
    }
    if (batch.count() < entries_at_once && !is_read) continue;
    store.insert(batch);
    batch.clear();
  }
  return {};
}

/// Copies a file unless an earlier process, which ended before it could rename it, has.
Result<void> copy_once(const std::string& path, Store& store, Counts& counts) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return system_error("cannot read " + path, errno);
  const std::string key = "older:" + std::to_string(status.st_ino);
  Database& database = store.database();
  Statement known(database, "SELECT 1 FROM meta WHERE key = ? AND value = ?");
  if (known.with(key, static_cast<std::int64_t>(status.st_size)).step()) return {};
  if (auto copied = copy(path, store, counts); !copied) return copied;
  Statement(database, "INSERT OR REPLACE INTO meta VALUES(?, ?)")
      .with(key, static_cast<std::int64_t>(status.st_size))
      .run();
  return {};
}

std::string counted(std::uint64_t count, const char* one, const char* several) {
  return count_text(count) + " " + (count == 1 ? one : several);
}

}  // namespace

bool has_older_history(const std::string& directory) {
  return !files_in(directory).empty();
}

Result<std::optional<std::string>> take_over_older(Store& store) {
  if (!has_older_history(store.directory())) return std::optional<std::string>();
  auto lock = FileLock::take(store.directory() + "/history.lock");
  if (!lock) return std::move(lock).error();
  const auto files = files_in(store.directory());
  if (files.empty()) return std::optional<std::string>();
  Counts counts;
  Result<void> copied;
  auto done = store.database().transact([&] {
    for (const std::string& file : files)
      if (copied) copied = copy_once(file, store, counts);
  });
  if (copied && !done) copied = internal_error(done.error().what);
  if (!copied) return std::move(copied).error().in("the older history is not taken over");
  std::vector<std::string> kept;
  for (const std::string& file : files) {
    auto renamed = rename_aside(file, ".taken-over");
    if (!renamed) return std::move(renamed).error();
    kept.push_back(*std::move(renamed));
  }
  std::string words =
      "took over " + counted(counts.taken, "delivery", "deliveries") + " of an older history";
  if (counts.malformed > 0)
    words += ", and left out " + counted(counts.malformed, "malformed line", "malformed lines");
  return std::optional(words + "; it is kept as " + joined(kept, " and "));
}

}  // namespace streamctl::history
