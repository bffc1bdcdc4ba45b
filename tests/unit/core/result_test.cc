#include "core/result.h"

#include <memory>
#include <string>

#include <gtest/gtest.h>

namespace streamctl {
namespace {

struct Refusal {
  int code = 0;
  std::string reason;
};

TEST(Result, HoldsAValueOrAnError) {
  const Result<int> value = 7;
  ASSERT_TRUE(value);
  EXPECT_EQ(*value, 7);
  const Result<int> error = usage_error("no number");
  ASSERT_FALSE(error);
  EXPECT_EQ(error.error().what, "no number");
}

TEST(Result, TakesAnErrorOfAnotherType) {
  const Result<std::string, Refusal> value = std::string("body");
  ASSERT_TRUE(value);
  EXPECT_EQ(value->size(), 4U);
  Result<std::string, Refusal> refused = Refusal{4, "bad input"};
  ASSERT_FALSE(refused);
  const Refusal moved = std::move(refused).error();
  EXPECT_EQ(moved.code, 4);
  EXPECT_EQ(moved.reason, "bad input");
}

TEST(Result, MovesAValueThatCannotBeCopied) {
  Result<std::unique_ptr<int>> made = std::make_unique<int>(7);
  ASSERT_TRUE(made);
  const std::unique_ptr<int> taken = *std::move(made);
  EXPECT_EQ(*taken, 7);
}

TEST(Result, RefersToAValueOfSomebodyElse) {
  int owned = 1;
  const Result<int&, Refusal> found = owned;
  ASSERT_TRUE(found);
  *found = 2;
  EXPECT_EQ(owned, 2);
  const Result<int&, Refusal> missing = Refusal{16, "does not exist"};
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, 16);
}

TEST(Result, OfVoidIsSuccessUnlessAnErrorIsReturned) {
  const auto check = [](bool good) -> Result<void, Refusal> {
    if (!good) return Refusal{4, "bad"};
    return {};
  };
  EXPECT_TRUE(check(true));
  ASSERT_FALSE(check(false));
  EXPECT_EQ(check(false).error().code, 4);
}

}  // namespace
}  // namespace streamctl
