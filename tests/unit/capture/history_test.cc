#include "capture/history.h"

#include <fcntl.h>
#include <string>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "capture/record_samples.h"
#include "capture/temp_directory.h"

namespace streamctl::capture {
namespace {

using testing::HasSubstr;

TEST(History, KeepsTwoGenerationsWithinItsBound) {
  const TempDirectory directory;
  const std::string state = directory.path("deep/streamctl");
  auto history = History::open(state, 4096);
  ASSERT_TRUE(history) << history.error().what;
  for (int i = 0; i < 100; ++i) {
    history->add(record_of(std::to_string(i), 100));
    ASSERT_TRUE(history->commit());
  }
  const std::string newer = directory.read("deep/streamctl/history.jsonl");
  const std::string older = directory.read("deep/streamctl/history.1.jsonl");
  EXPECT_LE(newer.size(), 4096U);
  EXPECT_LE(older.size(), 4096U);
  EXPECT_THAT(newer, HasSubstr(R"("webhook_id":"99")"));
  EXPECT_GT(newer.size() + older.size(), 4096U);
  struct stat status {};
  ASSERT_EQ(::stat(history_files(state)[1].c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST(History, IsSharedByProcessesAndGenerations) {
  const TempDirectory directory;
  auto one = History::open(directory.path("s"), 2000);
  auto two = History::open(directory.path("s"), 2000);
  ASSERT_TRUE(one && two);
  for (int i = 0; i < 5; ++i) {
    one->add(record_of("one" + std::to_string(i)));
    ASSERT_TRUE(one->commit());
    two->add(record_of("two" + std::to_string(i)));
    ASSERT_TRUE(two->commit());
  }
  const std::string all = directory.read("s/history.1.jsonl") + directory.read("s/history.jsonl");
  EXPECT_THAT(all, HasSubstr("one4"));
  EXPECT_THAT(all, HasSubstr("two4"));
  EXPECT_THAT(all, HasSubstr("one3"));
}

TEST(History, CutsOffATornLastLine) {
  const TempDirectory directory;
  auto history = History::open(directory.path("s"));
  ASSERT_TRUE(history);
  directory.write("s/history.jsonl", line_of(record_of("1")) + "{\"kind\":\"ev");
  history->add(record_of("2"));
  ASSERT_TRUE(history->commit());
  EXPECT_EQ(directory.read("s/history.jsonl"), line_of(record_of("1")) + line_of(record_of("2")));
}

TEST(History, TrustsNoPlaceThatOthersCanWriteTo) {
  const TempDirectory directory;
  const std::string state = directory.path("s");
  ASSERT_EQ(::mkdir(state.c_str(), 0700), 0);
  ASSERT_EQ(::chmod(state.c_str(), 0777), 0);
  const auto refused = History::open(state);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().what, "others can write to " + state);
  EXPECT_EQ(refused.error().hint, "chmod 700 " + state);
  ASSERT_EQ(::chmod(state.c_str(), 0755), 0);
  EXPECT_TRUE(History::open(state));
}

TEST(History, FollowsNoLinkAndWaitsForNoFifo) {
  for (const char* const kind : {"link", "fifo"}) {
    for (const bool before : {true, false}) {
      SCOPED_TRACE(std::string(kind) + (before ? ", there before" : ", put there later"));
      const TempDirectory directory;
      const std::string state = directory.path("s");
      directory.write("diary", "dear diary");
      ASSERT_EQ(::mkdir(state.c_str(), 0700), 0);
      const auto lay = [&] {
        const std::string path = state + "/history.jsonl";
        if (*kind == 'f') return ::mkfifo(path.c_str(), 0600);
        return ::symlink(directory.path("diary").c_str(), path.c_str());
      };
      if (before) {
        ASSERT_EQ(lay(), 0);
      }
      auto history = History::open(state);
      EXPECT_EQ(history.ok(), !before);
      if (before) {
        EXPECT_EQ(history_files(state), std::vector<std::string>{state + "/history.1.jsonl"});
        continue;
      }
      ASSERT_EQ(lay(), 0);
      history->add(record_of("1"));
      EXPECT_FALSE(history->commit());
      EXPECT_EQ(history->missed(), 1U);
      EXPECT_EQ(directory.read("diary"), "dear diary");
    }
  }
}

TEST(History, ClosesToOthersAFileThatWasOpenToThem) {
  const TempDirectory directory;
  auto history = History::open(directory.path("s"));
  ASSERT_TRUE(history);
  directory.write("s/history.jsonl", "");
  ASSERT_EQ(::chmod(directory.path("s/history.jsonl").c_str(), 0666), 0);
  history->add(record_of("1"));
  ASSERT_TRUE(history->commit());
  struct stat status {};
  ASSERT_EQ(::stat(directory.path("s/history.jsonl").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST(History, CountsWhatItMissesWhileAnotherHoldsItsLock) {
  const TempDirectory directory;
  auto history = History::open(directory.path("s"));
  ASSERT_TRUE(history);
  const FileDescriptor other(::open(directory.path("s/history.lock").c_str(), O_RDWR));
  ASSERT_EQ(::flock(other.get(), LOCK_EX), 0);
  constexpr std::size_t mebibyte = 1024 * 1024;
  for (int i = 0; i < 6; ++i) {
    history->add(record_of(std::to_string(i), mebibyte));
    ASSERT_TRUE(history->commit());
  }
  EXPECT_EQ(history->missed(), 6U);
  ASSERT_EQ(::flock(other.get(), LOCK_UN), 0);
  ASSERT_TRUE(history->commit());
  EXPECT_EQ(history->missed(), 2U);  // At most 4 MiB may wait.
}

}  // namespace
}  // namespace streamctl::capture
