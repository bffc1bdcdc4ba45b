#include "history/recorder.h"

#include <optional>
#include <sqlite3.h>

#include "history/samples.h"

namespace streamctl::history {
namespace {

/// Keeps everybody else from writing.
class Hold {
 public:
  explicit Hold(const std::string& path) {
    EXPECT_EQ(sqlite3_open(path.c_str(), &connection_), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(connection_, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
  }
  Hold(const Hold&) = delete;
  Hold& operator=(const Hold&) = delete;
  ~Hold() { sqlite3_close(connection_); }

 private:
  sqlite3* connection_ = nullptr;
};

void add(Recorder& recorder, const Entry& entry) {
  recorder.add(entry.record, fate_of(entry));
}

TEST(Recorder, WritesWhatWaitsBeforeItEnds) {
  const TempDirectory directory;
  Recorder recorder(store_in(directory), [] {});
  for (int i = 0; i < 100; ++i) {
    add(recorder, entry_of(std::to_string(i), "{}", i));
    if (i % 7 == 0) recorder.turn_end();
  }
  recorder.close();
  EXPECT_EQ(recorder.missed(), 0U);
  Store store = store_in(directory);
  EXPECT_EQ(ids_of(store).size(), 100U);
}

TEST(Recorder, KeepsTheLatestWhereMoreWaitsThanFits) {
  const TempDirectory directory;
  std::optional<Store> opened = store_in(directory);
  std::optional<Hold> hold(directory.path("s/history.db"));
  Recorder recorder(*std::move(opened), [] {});
  constexpr int count = 40;
  for (int i = 0; i < count; ++i)
    add(recorder, entry_of(std::to_string(i), std::string(1024 * 1024, 'x'), i));
  EXPECT_GT(recorder.missed(), 0U) << "it holds all until the turn ends";
  hold.reset();
  recorder.close();
  Store store = store_in(directory);
  const auto ids = ids_of(store);
  EXPECT_EQ(ids.size() + recorder.missed(), static_cast<std::size_t>(count));
  EXPECT_EQ(ids.back(), std::to_string(count - 1));
}

TEST(Recorder, CountsWhatAnotherProcessKeepsItFromWriting) {
  const TempDirectory directory;
  std::optional<Store> opened = store_in(directory);
  const Hold hold(directory.path("s/history.db"));
  Recorder recorder(*std::move(opened), [] {});
  add(recorder, entry_of("1"));
  add(recorder, entry_of("2"));
  recorder.close();
  EXPECT_EQ(recorder.missed(), 2U);
  EXPECT_THAT(recorder.take_notices(),
              ElementsAre("the history misses deliveries: another process writes to it"));
}

TEST(Recorder, BeginsANewFileWhereItsOwnIsDamaged) {
  const TempDirectory directory;
  { ASSERT_TRUE(store_in(directory).add(batch_of({entry_of("1")}))); }
  Store opened = store_in(directory);
  const std::string sound = directory.read("s/history.db");
  directory.write("s/history.db", sound.substr(0, 8192) + std::string(sound.size() - 8192, '\xff'));
  int noticed = 0;
  Recorder recorder(std::move(opened), [&] { ++noticed; });
  add(recorder, entry_of("2"));
  recorder.close();
  EXPECT_EQ(recorder.missed(), 0U);
  EXPECT_EQ(noticed, 1);
  EXPECT_THAT(recorder.take_notices(), ElementsAre(HasSubstr("history.db.damaged")));
  Store store = store_in(directory);
  EXPECT_THAT(ids_of(store), ElementsAre("2"));
}

}  // namespace
}  // namespace streamctl::history
