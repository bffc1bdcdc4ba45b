#include "core/random.h"

#include <regex>
#include <set>
#include <string>

#include <gtest/gtest.h>

namespace streamctl {
namespace {

TEST(Random, RepeatsItselfUnderOneSeed) {
  Random one(42);
  Random same(42);
  Random other(43);
  EXPECT_EQ(one.next(), same.next());
  EXPECT_EQ(one.uuid(), same.uuid());
  EXPECT_NE(one.next(), other.next());
}

TEST(Random, StaysWithinItsBounds) {
  Random random(1);
  std::set<std::uint64_t> seen;
  for (int i = 0; i < 1000; ++i)
    seen.insert(random.below(7));
  EXPECT_EQ(seen, (std::set<std::uint64_t>{0, 1, 2, 3, 4, 5, 6}));
  for (int i = 0; i < 1000; ++i) {
    const auto value = random.between(-2, 2);
    EXPECT_TRUE(value >= -2 && value <= 2);
  }
}

TEST(Random, TakesItsChances) {
  Random random(1);
  int hits = 0;
  for (int i = 0; i < 10'000; ++i)
    hits += random.chance(0.25) ? 1 : 0;
  EXPECT_NEAR(hits, 2500, 200);
  EXPECT_FALSE(random.chance(0));
  EXPECT_TRUE(random.chance(1));
}

TEST(Random, MakesVersionFourUuids) {
  Random random(7);
  const std::regex form("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
  for (int i = 0; i < 100; ++i)
    EXPECT_TRUE(std::regex_match(random.uuid(), form));
}

}  // namespace
}  // namespace streamctl
