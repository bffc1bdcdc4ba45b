#include "sqs/backoff.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace streamctl::sqs {
namespace {

using namespace std::chrono_literals;

TEST(Backoff, DoublesUpToTheMost) {
  const struct {
    const char* name;
    int failures;
    bool throttled;
    std::chrono::milliseconds ceiling;
  } rows[] = {{"first", 1, false, 100ms},         {"doubles", 2, false, 200ms},
              {"capped", 9, false, 20s},          {"far beyond", 2'000'000'000, false, 20s},
              {"throttled first", 1, true, 1s},   {"throttled doubles", 3, true, 4s},
              {"throttled capped", 6, true, 20s}, {"none yet", 0, false, 100ms}};
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    EXPECT_EQ(backoff_ceiling(row.failures, row.throttled), row.ceiling);
  }
}

TEST(Backoff, IsSpreadOverTheUpperHalf) {
  Random random(7);
  auto least = 20'000ms;
  auto most = 0ms;
  for (int i = 0; i < 1000; ++i) {
    const auto wait = backoff(4, false, random);
    least = std::min(least, wait);
    most = std::max(most, wait);
  }
  EXPECT_GE(least, 400ms);
  EXPECT_LE(most, 800ms);
  EXPECT_LT(least, 420ms);
  EXPECT_GT(most, 780ms);
}

}  // namespace
}  // namespace streamctl::sqs
