#include "compare/merged_source.h"

#include <chrono>
#include <string>
#include <variant>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "capture/temp_directory.h"

namespace streamctl::compare {
namespace {

using ::testing::ElementsAre;

std::string line(const std::string& type, int second) {
  const std::string time =
      second < 0 ? ""
                 : R"(,\"created_at\":\"2026-11-23T17:00:0)" + std::to_string(second) + R"(Z\")";
  return R"({"kind":"event","v":1,"type":")" + type + R"(","body":"{\"type\":\")" + type + "\\\"" +
         time + "}\"}\n";
}

std::vector<std::string> all_of(MergedSource& source) {
  std::vector<std::string> types;
  for (;;) {
    auto next = source.next();
    if (const auto* captured = std::get_if<Captured>(&next)) {
      types.push_back(captured->record.type + std::to_string(captured->file));
    } else if (const auto* malformed = std::get_if<capture::Malformed>(&next)) {
      types.push_back(malformed->error.what);
    } else {
      return types;
    }
  }
}

TEST(MergedSource, GoesByTheTimeOfTheEvents) {
  const capture::TempDirectory folder;
  folder.write("one", line("a", 1) + line("b", 4) + line("c", 2));
  folder.write("two", line("d", 2) + line("e", -1) + line("f", 5));
  auto source = MergedSource::open({folder.path("one"), folder.path("two")}, nullptr, {});
  ASSERT_TRUE(source);
  EXPECT_THAT(all_of(*source), ElementsAre("a0", "d1", "e1", "b0", "c0", "f1"));
}

TEST(MergedSource, ReportsBodiesThatAreNoObject) {
  const capture::TempDirectory folder;
  folder.write("one", R"({"kind":"event","v":1,"type":"x","body":"[]"})"
                      "\n" +
                          line("a", 1));
  auto source = MergedSource::open({folder.path("one")}, nullptr, {});
  ASSERT_TRUE(source);
  const auto all = all_of(*source);
  ASSERT_EQ(all.size(), 2U);
  EXPECT_THAT(all[0], ::testing::HasSubstr("the body of an event x is no JSON object"));
}

TEST(MergedSource, ReportsGaps) {
  const capture::TempDirectory folder;
  folder.write("one",
               line("a", 1) +
                   R"({"kind":"gap","from":"2026-11-23T17:00:00Z","to":"2026-11-23T17:00:03Z"})"
                   "\n"
                   R"({"kind":"gap","from":"x","to":1})"
                   "\n"
                   R"({"kind":"watching"})"
                   "\n");
  std::vector<std::chrono::nanoseconds> lengths;
  auto source = MergedSource::open(
      {folder.path("one")}, [&](WallTime from, WallTime to) { lengths.push_back(to - from); }, {});
  ASSERT_TRUE(source);
  EXPECT_THAT(all_of(*source), ElementsAre("a0"));
  EXPECT_THAT(lengths, ElementsAre(std::chrono::seconds{3}));
}

TEST(MergedSource, RefusesAMissingFile) {
  const auto source = MergedSource::open({"/nonexistent/x"}, nullptr, {});
  ASSERT_FALSE(source);
  EXPECT_EQ(source.error().kind, ErrorKind::config);
}

}  // namespace
}  // namespace streamctl::compare
