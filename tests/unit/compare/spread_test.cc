#include "compare/spread.h"

#include <gtest/gtest.h>

namespace streamctl::compare {
namespace {

using namespace std::chrono_literals;

TEST(Spread, IsEmptyAtFirst) {
  const Spread spread(4);
  EXPECT_EQ(spread.count(), 0U);
  EXPECT_EQ(spread.quantile(0.5), 0ns);
}

TEST(Spread, IsExactWhileItCanBe) {
  Spread spread(100);
  for (int i = 10; i >= 1; --i)
    spread.add(i * 1ms);
  EXPECT_EQ(spread.quantile(0.5), 5ms);
  EXPECT_EQ(spread.quantile(0.9), 9ms);
  EXPECT_EQ(spread.quantile(1), 10ms);
  EXPECT_EQ(spread.least(), 1ms);
  EXPECT_EQ(spread.most(), 10ms);
}

TEST(Spread, SamplesEvenlyBeyond) {
  Spread spread(64);
  for (int i = 0; i < 10'000; ++i)
    spread.add(i * 1ms);
  EXPECT_EQ(spread.count(), 10'000U);
  EXPECT_EQ(spread.most(), 9'999ms);
  EXPECT_NEAR(static_cast<double>(spread.quantile(0.5).count()) / 1e6, 5000, 400);
}

TEST(Spread, TakesNegativeDurations) {
  Spread spread(4);
  spread.add(-5ms);
  spread.add(1ms);
  EXPECT_EQ(spread.least(), -5ms);
  EXPECT_EQ(spread.most(), 1ms);
}

}  // namespace
}  // namespace streamctl::compare
