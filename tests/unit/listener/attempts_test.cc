#include "listener/attempts.h"

#include <chrono>
#include <string>

#include <gtest/gtest.h>

namespace streamctl::listener {
namespace {

using namespace std::chrono_literals;

constexpr WallTime start{1'700'000'000s};

TEST(Attempts, TellsARetryFromANewDelivery) {
  Attempts attempts;
  const std::string one = "1";
  const std::string two = "2";
  EXPECT_EQ(attempts.note("a", &one, start), (Attempt{}));
  EXPECT_EQ(attempts.note("b", &one, start + 1s), (Attempt{}));
  EXPECT_EQ(attempts.note("a", &two, start + 2s), (Attempt{2, true, false, false, start}));
  EXPECT_EQ(attempts.note("a", &two, start + 3s), (Attempt{2, true, true, false, start}));
}

TEST(Attempts, LeavesOutTheTargetsThatAcceptedIt) {
  Attempts attempts;
  attempts.note("a", nullptr, {});
  EXPECT_EQ(attempts.begin_forward("a", 0b111), 0b111U);
  attempts.note_answer("a", 0, true);
  attempts.note_answer("a", 2, true);
  EXPECT_EQ(attempts.begin_forward("a", 0b111), 0b010U);
  EXPECT_EQ(attempts.begin_forward("a", 0b011), 0b010U);
  attempts.note_answer("a", 2, false);
  EXPECT_EQ(attempts.begin_forward("a", 0b111), 0b110U);
}

TEST(Attempts, SendsARepeatOfWhatEveryTargetAcceptedToAllOfThem) {
  Attempts attempts;
  attempts.note("a", nullptr, {});
  attempts.note_answer("a", 0, true);
  attempts.note_answer("a", 1, true);
  EXPECT_EQ(attempts.begin_forward("a", 0b11), 0b11U);
  attempts.note_answer("a", 1, true);
  EXPECT_EQ(attempts.begin_forward("a", 0b11), 0b01U);
}

TEST(Attempts, NeverLeavesOutATargetOfAnIdItDoesNotRemember) {
  Attempts attempts;
  for (const char* id : {"", "unknown"}) {
    attempts.note_answer(id, 0, true);
    EXPECT_EQ(attempts.begin_forward(id, 0b11), 0b11U);
  }
}

TEST(Attempts, CountsWhereTheHeaderIsMissingOrNoNumber) {
  for (const std::string said : {"", "x", "0", "-1", "1001", "2 3", "99999999999999"}) {
    SCOPED_TRACE(said);
    Attempts attempts;
    EXPECT_EQ(attempts.note("a", &said, start).number, 1);
    EXPECT_EQ(attempts.note("a", nullptr, start).number, 2);
    EXPECT_EQ(attempts.note("a", &said, start), (Attempt{3, true, false, false, start}));
  }
}

TEST(Attempts, BelievesTheHeaderOfAnIdItNeverSaw) {
  Attempts attempts;
  const std::string three = " 3 ";
  EXPECT_EQ(attempts.note("a", &three, start), (Attempt{3, false, false, false, {}}));
}

TEST(Attempts, NeverTakesDeliveriesWithoutAnIdForRetries) {
  Attempts attempts;
  EXPECT_FALSE(attempts.note("", nullptr, start).retry);
  EXPECT_FALSE(attempts.note("", nullptr, start).retry);
  EXPECT_TRUE(attempts.count(""));
  EXPECT_TRUE(attempts.count(""));
  EXPECT_TRUE(attempts.take(""));
}

TEST(Attempts, TakesAndCountsAnIdOnce) {
  Attempts attempts;
  attempts.note("a", nullptr, start);
  EXPECT_TRUE(attempts.take("a"));
  EXPECT_FALSE(attempts.take("a"));
  EXPECT_TRUE(attempts.count("a"));
  EXPECT_FALSE(attempts.count("a"));
  EXPECT_TRUE(attempts.note("a", nullptr, start).taken);
}

TEST(Attempts, ForgetsTheOlderHalfAndKeepsWhatComesAgain) {
  Attempts attempts(4);
  for (const char* id : {"a", "b", "c", "d"})
    attempts.note(id, nullptr, start);
  EXPECT_TRUE(attempts.take("a"));
  EXPECT_TRUE(attempts.note("a", nullptr, start).retry);  // Here the older half, b, is forgotten.
  EXPECT_FALSE(attempts.note("b", nullptr, start).retry);
  EXPECT_FALSE(attempts.take("a"));
  EXPECT_EQ(attempts.note("a", nullptr, start).number, 3);
}

}  // namespace
}  // namespace streamctl::listener
