#include "history/store.h"

#include <fstream>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include "history/samples.h"

namespace streamctl::history {
namespace {

unsigned mode_of(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 ? status.st_mode & 0777U : 0;
}

std::uint64_t size_of(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 ? static_cast<std::uint64_t>(status.st_size) : 0;
}

/// Runs SQL on a file with a connection of its own.
void run_sql(const std::string& path, const char* sql) {
  sqlite3* connection = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &connection), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(connection, sql, nullptr, nullptr, nullptr), SQLITE_OK);
  sqlite3_close(connection);
}

TEST(Store, IsPrivateToItsOwner) {
  const TempDirectory directory;
  Store store = store_in(directory);
  ASSERT_TRUE(store.add(batch_of({entry_of("1")})));
  EXPECT_EQ(mode_of(directory.path("s")), 0700U);
  for (const char* name : {"history.db", "history.db-wal", "history.db-shm"})
    EXPECT_EQ(mode_of(directory.path("s/") + name), 0600U) << name;
}

TEST(Store, ClosesToOthersAFileThatWasOpenToThem) {
  const TempDirectory directory;
  { Store store = store_in(directory); }
  ASSERT_EQ(::chmod(directory.path("s/history.db").c_str(), 0666), 0);
  Store store = store_in(directory);
  EXPECT_EQ(mode_of(directory.path("s/history.db")), 0600U);
}

TEST(Store, TrustsNoPlaceThatOthersCanWriteToAndFollowsNoLink) {
  const TempDirectory directory;
  const std::string path = directory.path("s/history.db");
  { Store store = store_in(directory); }
  ASSERT_EQ(::rename(path.c_str(), directory.path("other").c_str()), 0);
  ASSERT_EQ(::symlink(directory.path("other").c_str(), path.c_str()), 0);
  auto refused = Store::open(directory.path("s"));
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().what, HasSubstr("is no regular file"));
  EXPECT_FALSE(Store::open_existing(directory.path("s")));
  ASSERT_EQ(::unlink(path.c_str()), 0);
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  EXPECT_FALSE(Store::open(directory.path("s")));
  ASSERT_EQ(::unlink(path.c_str()), 0);
  ASSERT_EQ(::chmod(directory.path("s").c_str(), 0777), 0);
  refused = Store::open(directory.path("s"));
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().what, HasSubstr("others can write to"));
  EXPECT_EQ(refused.error().kind, ErrorKind::config);
}

TEST(Store, StaysWithinItsBoundAndKeepsTheLatest) {
  const TempDirectory directory;
  constexpr std::uint64_t bound = 1024 * 1024;
  Store store = store_in(directory, bound);
  for (int i = 0; i < 3000; ++i)
    ASSERT_TRUE(
        store.add(batch_of({entry_of("id-" + std::to_string(i), std::string(1500, 'x'), i)})));
  const auto ids = ids_of(store);
  EXPECT_GT(ids.size(), 300U);
  EXPECT_LT(ids.size(), 700U);
  EXPECT_EQ(ids.back(), "id-2999");
  EXPECT_EQ(ids.front(), "id-" + std::to_string(3000 - ids.size()));
  store.database().run("PRAGMA wal_checkpoint(TRUNCATE)");
  EXPECT_LT(size_of(directory.path("s/history.db")), bound + bound / 8);
}

TEST(Store, RenamesADamagedFileAndBeginsANewOne) {
  const TempDirectory directory;
  { Store store = store_in(directory); }
  const std::string path = directory.path("s/history.db");
  for (const char* kept : {".damaged", ".damaged-2"}) {
    directory.write("s/history.db", "no database, but more than a header's bytes of text: " +
                                        std::string(200, 'x'));
    EXPECT_THAT(Store::open_existing(directory.path("s")).error().hint, HasSubstr("listen"));
    Store store = store_in(directory);
    EXPECT_THAT(store.take_notice().value_or(""), HasSubstr(path + kept));
    EXPECT_FALSE(store.take_notice());
    EXPECT_THAT(directory.read(std::string("s/history.db") + kept), HasSubstr("no database"));
    ASSERT_TRUE(store.add(batch_of({entry_of("1")})));
  }
}

TEST(Store, BeginsAnewWhereTheDamageShowsLater) {
  const TempDirectory directory;
  Store store = store_in(directory);
  ASSERT_TRUE(store.add(batch_of({entry_of("1", std::string(100'000, 'x'))})));
  ASSERT_TRUE(store.begin_anew());
  EXPECT_THAT(ids_of(store), ElementsAre());
  EXPECT_TRUE(store.take_notice());
  ASSERT_TRUE(store.add(batch_of({entry_of("2")})));
  EXPECT_THAT(ids_of(store), ElementsAre("2"));
  EXPECT_GT(size_of(directory.path("s/history.db.damaged")), 100'000U);
}

TEST(Store, RefusesTheFileOfAnotherProgramAndOfANewerVersion) {
  const TempDirectory directory;
  { Store store = store_in(directory); }
  const std::string path = directory.path("s/history.db");
  run_sql(path, "PRAGMA user_version=2");
  auto refused = Store::open(directory.path("s"));
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().what, HasSubstr("was written by a newer streamctl"));
  run_sql(path, "PRAGMA application_id=7");
  refused = Store::open(directory.path("s"));
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().what, HasSubstr("is no history of streamctl"));
  EXPECT_FALSE(Store::open_existing(directory.path("s")));
}

TEST(Store, IsReadWhereNothingCanBeWritten) {
  if (::geteuid() == 0) GTEST_SKIP() << "root writes everywhere";
  const TempDirectory directory;
  {
    Store store = store_in(directory);
    ASSERT_TRUE(store.add(batch_of({entry_of("1", R"({"topic":"Daily standup"})")})));
  }
  ASSERT_EQ(::chmod(directory.path("s").c_str(), 0500), 0);
  auto store = Store::open_existing(directory.path("s"));
  ASSERT_TRUE(store) << store.error().what;
  Query query;
  query.search = "daily";
  EXPECT_THAT(ids_of(*store, query), ElementsAre("1"));
  ASSERT_EQ(::chmod(directory.path("s").c_str(), 0700), 0);
}

}  // namespace
}  // namespace streamctl::history
