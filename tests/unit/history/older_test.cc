#include "history/older.h"

#include <sys/stat.h>

#include "history/samples.h"

namespace streamctl::history {
namespace {

std::string line_of(const std::string& id) {
  std::string line;
  capture::append_line(entry_of(id).record, line);
  return line;
}

TEST(Older, IsTakenOverOnceAndKept) {
  const TempDirectory directory;
  Store store = store_in(directory);
  const std::string newer = line_of("2") + "{\"kind\":\"ev\n" + line_of("3");
  directory.write("s/history.1.jsonl", line_of("1"));
  directory.write("s/history.jsonl", newer);
  EXPECT_TRUE(has_older_history(store.directory()));
  auto taken = take_over_older(store);
  ASSERT_TRUE(taken) << taken.error().what;
  EXPECT_EQ(taken->value_or(""),
            "took over 3 deliveries of an older history, and left out 1 malformed line; it is kept "
            "as " +
                directory.path("s/history.1.jsonl.taken-over") + " and " +
                directory.path("s/history.jsonl.taken-over"));
  EXPECT_THAT(ids_of(store), ElementsAre("1", "2", "3"));
  EXPECT_EQ(directory.read("s/history.jsonl.taken-over"), newer);
  taken = take_over_older(store);
  ASSERT_TRUE(taken);
  EXPECT_FALSE(*taken);
  EXPECT_THAT(ids_of(store), ElementsAre("1", "2", "3"));
}

TEST(Older, IsNotTakenOverTwiceAfterACrash) {
  const TempDirectory directory;
  Store store = store_in(directory);
  directory.write("s/history.jsonl", line_of("1"));
  ASSERT_TRUE(take_over_older(store));
  // As if the process had ended before the file was renamed.
  ASSERT_EQ(::rename(directory.path("s/history.jsonl.taken-over").c_str(),
                     directory.path("s/history.jsonl").c_str()),
            0);
  ASSERT_TRUE(take_over_older(store));
  EXPECT_THAT(ids_of(store), ElementsAre("1"));
}

TEST(Older, FollowsNoLink) {
  const TempDirectory directory;
  Store store = store_in(directory);
  directory.write("other", line_of("1"));
  ASSERT_EQ(::symlink(directory.path("other").c_str(), directory.path("s/history.jsonl").c_str()),
            0);
  EXPECT_FALSE(has_older_history(store.directory()));
  EXPECT_THAT(ids_of(store), ElementsAre());
}

}  // namespace
}  // namespace streamctl::history
