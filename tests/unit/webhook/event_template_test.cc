#include "webhook/event_template.h"

#include <chrono>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace streamctl::webhook {
namespace {

using namespace std::chrono_literals;

constexpr const char* one = "11111111-2222-4333-8444-555555555555";
constexpr const char* two = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee";
const WallTime made_at{1795453200s};  // 2026-11-23T17:00:00Z

TEST(EventTemplate, KeepsTheEventItself) {
  const std::string event = R"({"type":"custom"})";
  EXPECT_EQ(EventTemplate(event, made_at).event(), event);
  EXPECT_EQ(EventTemplate(event, made_at).copy(made_at + 1h, 7), event);
}

std::string id_of(const std::string& event) {
  return event.substr(event.find(':') + 2, 36);
}

TEST(EventTemplate, GivesFreshIdsWhereverTheyStandAndEqualOnesEqualAgain) {
  const EventTemplate pattern(std::string(R"({"id":")") + one + R"(","url":"https://x.test/)" +
                                  one + R"(/a.mp4","other":")" + two + R"("})",
                              made_at);
  const std::string copy = pattern.copy(made_at, 7);
  const std::string id = id_of(copy);
  EXPECT_NE(id, one);
  EXPECT_THAT(copy, ::testing::HasSubstr("https://x.test/" + id + "/a.mp4"));
  const std::string other = id_of(copy.substr(copy.find("\"other\"")));
  EXPECT_NE(other, two);
  EXPECT_NE(other, id);
  EXPECT_THAT(other, ::testing::MatchesRegex("[0-9a-f-]+"));
}

TEST(EventTemplate, CopiesBySaltAlone) {
  const std::string event = std::string(R"({"id":")") + one + "\"}";
  const EventTemplate pattern(event, made_at);
  const EventTemplate another(std::string(R"({"session":")") + one + R"(","x":1})", made_at);
  EXPECT_EQ(pattern.copy(made_at, 7), pattern.copy(made_at, 7));
  EXPECT_NE(pattern.copy(made_at, 7), pattern.copy(made_at, 8));
  EXPECT_EQ(id_of(pattern.copy(made_at, 7)), id_of(another.copy(made_at, 7)));
}

TEST(EventTemplate, MovesEveryTimeByTheSameSpan) {
  const EventTemplate pattern(
      R"({"created_at":"2026-11-23T17:00:00Z","a":{"at":"2026-11-23T16:50:00.5Z"},"n":1795453200000000000})",
      made_at);
  EXPECT_EQ(
      pattern.copy(made_at + 1s + 1ns, 7),
      R"({"created_at":"2026-11-23T17:00:01.000000001Z","a":{"at":"2026-11-23T16:50:01.500000001Z"},"n":1795453201000000001})");
}

TEST(EventTemplate, LeavesWhatOnlyLooksLikeAnIdOrATime) {
  const std::string event = std::string(R"({"long":"x)") + one + R"(","longer":")" + one +
                            R"(0","upper":"AAAAAAAA-2222-4333-8444-555555555555",)"
                            R"("text":"at 2026-11-23T17:00:00Z","digits":"1795453200000000000",)"
                            R"("small":179545320000000000,"real":1795453200000000000.5,)"
                            R"("huge":17954532000000000000,"cut":"2026-11-23T17:00)";
  EXPECT_EQ(EventTemplate(event, made_at).copy(made_at + 1h, 7), event);
}

TEST(EventTemplate, LeavesWhatTheUserHasSet) {
  const std::string event =
      std::string(R"({"id":")") + one + R"(","at":"2026-11-23T17:00:00Z","n":1795453200000000000})";
  EXPECT_EQ(EventTemplate(event, made_at, event).copy(made_at + 1h, 7), event);
}

}  // namespace
}  // namespace streamctl::webhook
