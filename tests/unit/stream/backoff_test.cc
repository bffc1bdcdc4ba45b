#include "stream/backoff.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace streamctl::stream {
namespace {

using namespace std::chrono_literals;

// Source: retryInterval() of stream-video-js.
TEST(Backoff, IsThatOfStreamsJavaScriptClient) {
  const struct {
    int failures;
    WaitRange range;
  } rows[] = {
      {0, {250ms, 500ms}},   {1, {250ms, 2500ms}},  {2, {2000ms, 4500ms}},
      {3, {4000ms, 5000ms}}, {4, {5000ms, 5000ms}}, {1'000'000'000, {5000ms, 5000ms}},
      {-1, {250ms, 500ms}},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.failures);
    EXPECT_EQ(reconnect_wait_range(row.failures), row.range);
  }
}

TEST(Backoff, ChoosesWithinTheRange) {
  Random random{7};
  std::chrono::milliseconds least{10'000};
  std::chrono::milliseconds most{0};
  for (int i = 0; i < 2000; ++i) {
    const auto wait = reconnect_wait(2, random);
    least = std::min(least, wait);
    most = std::max(most, wait);
  }
  EXPECT_GE(least, 2000ms);
  EXPECT_LT(least, 2100ms);
  EXPECT_LE(most, 4500ms);
  EXPECT_GT(most, 4400ms);
}

}  // namespace
}  // namespace streamctl::stream
