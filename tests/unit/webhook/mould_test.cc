#include "webhook/mould.h"

#include <chrono>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace streamctl::webhook {
namespace {

using namespace std::chrono_literals;

constexpr const char* one = "11111111-2222-4333-8444-555555555555";
constexpr const char* two = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee";
const WallTime made_at{1795453200s};  // 2026-11-23T17:00:00Z

TEST(Mould, KeepsTheEventItself) {
  const std::string event = R"({"type":"custom"})";
  EXPECT_EQ(Mould(event, made_at).event(), event);
  EXPECT_EQ(Mould(event, made_at).cast(made_at + 1h, 7), event);
}

std::string id_of(const std::string& event) {
  return event.substr(event.find(':') + 2, 36);
}

TEST(Mould, GivesFreshIdsWhereverTheyStandAndEqualOnesEqualAgain) {
  const Mould mould(std::string(R"({"id":")") + one + R"(","url":"https://x.test/)" + one +
                        R"(/a.mp4","other":")" + two + R"("})",
                    made_at);
  const std::string cast = mould.cast(made_at, 7);
  const std::string id = id_of(cast);
  EXPECT_NE(id, one);
  EXPECT_THAT(cast, ::testing::HasSubstr("https://x.test/" + id + "/a.mp4"));
  const std::string other = id_of(cast.substr(cast.find("\"other\"")));
  EXPECT_NE(other, two);
  EXPECT_NE(other, id);
  EXPECT_THAT(other, ::testing::MatchesRegex("[0-9a-f-]+"));
}

TEST(Mould, CastsBySaltAlone) {
  const std::string event = std::string(R"({"id":")") + one + "\"}";
  const Mould mould(event, made_at);
  const Mould another(std::string(R"({"session":")") + one + R"(","x":1})", made_at);
  EXPECT_EQ(mould.cast(made_at, 7), mould.cast(made_at, 7));
  EXPECT_NE(mould.cast(made_at, 7), mould.cast(made_at, 8));
  EXPECT_EQ(id_of(mould.cast(made_at, 7)), id_of(another.cast(made_at, 7)));
}

TEST(Mould, MovesEveryTimeByTheSameSpan) {
  const Mould mould(
      R"({"created_at":"2026-11-23T17:00:00Z","a":{"at":"2026-11-23T16:50:00.5Z"},"n":1795453200000000000})",
      made_at);
  EXPECT_EQ(
      mould.cast(made_at + 1s + 1ns, 7),
      R"({"created_at":"2026-11-23T17:00:01.000000001Z","a":{"at":"2026-11-23T16:50:01.500000001Z"},"n":1795453201000000001})");
}

TEST(Mould, LeavesWhatOnlyLooksLikeAnIdOrATime) {
  const std::string event = std::string(R"({"long":"x)") + one + R"(","longer":")" + one +
                            R"(0","upper":"AAAAAAAA-2222-4333-8444-555555555555",)"
                            R"("text":"at 2026-11-23T17:00:00Z","digits":"1795453200000000000",)"
                            R"("small":179545320000000000,"real":1795453200000000000.5,)"
                            R"("huge":17954532000000000000,"cut":"2026-11-23T17:00)";
  EXPECT_EQ(Mould(event, made_at).cast(made_at + 1h, 7), event);
}

TEST(Mould, LeavesWhatTheUserHasSet) {
  const std::string event =
      std::string(R"({"id":")") + one + R"(","at":"2026-11-23T17:00:00Z","n":1795453200000000000})";
  EXPECT_EQ(Mould(event, made_at, event).cast(made_at + 1h, 7), event);
}

}  // namespace
}  // namespace streamctl::webhook
