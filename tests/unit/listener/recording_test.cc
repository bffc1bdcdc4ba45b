#include "listener/recording.h"

#include <string>
#include <sys/stat.h>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "capture/temp_directory.h"

namespace streamctl::listener {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<std::string> reports(Recording& recording) {
  std::vector<std::string> words;
  recording.report([&](const std::string& text) { words.push_back(text); });
  return words;
}

TEST(Recording, WritesABatchAndReportsNothing) {
  const capture::TempDirectory directory;
  auto writer = capture::Writer::open(directory.path("c.jsonl"), capture::Durability::process);
  ASSERT_TRUE(writer);
  Recording recording(*writer, "");
  recording.add(capture::Record{});
  EXPECT_GT(recording.pending_bytes(), 0U);
  EXPECT_TRUE(recording.commit());
  EXPECT_THAT(reports(recording), IsEmpty());
  EXPECT_FALSE(recording.first_failure());
  EXPECT_FALSE(directory.read("c.jsonl").empty());
}

TEST(Recording, ReportsAFailureOnceAndItsConsequence) {
  struct stat status {};
  if (::stat("/dev/full", &status) != 0) GTEST_SKIP() << "no /dev/full here";
  auto writer = capture::Writer::open("/dev/full", capture::Durability::process);
  ASSERT_TRUE(writer);
  Recording recording(*writer, "all are answered 503");
  recording.add(capture::Record{});
  EXPECT_FALSE(recording.commit());
  EXPECT_THAT(reports(recording),
              ElementsAre(::testing::AllOf(HasSubstr("cannot record: cannot write /dev/full"),
                                           HasSubstr("; all are answered 503"))));
  recording.add(capture::Record{});
  EXPECT_FALSE(recording.commit());
  EXPECT_THAT(reports(recording), IsEmpty());
  EXPECT_TRUE(recording.first_failure());
}

}  // namespace
}  // namespace streamctl::listener
