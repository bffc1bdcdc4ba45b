#include "core/short_id.h"

#include <gtest/gtest.h>

namespace streamctl {
namespace {

TEST(ShortId, NamesAnIdByItsBeginning) {
  EXPECT_TRUE(may_name("3f2a01c4-77", "3f2a01c4-77"));
  EXPECT_TRUE(may_name("3f2a01", "3f2a01c4-77"));
  EXPECT_FALSE(may_name("3f2a0", "3f2a01c4-77"));
  EXPECT_TRUE(may_name("x", "x"));
  EXPECT_FALSE(may_name("3f2a01c4-77", "3f2a01"));
  EXPECT_FALSE(may_name("3F2A01", "3f2a01c4-77"));
}

TEST(ShortId, ListsTheFirstFewThatBeginSo) {
  EXPECT_EQ(ambiguous_webhook_id("abcdef", {"abcdef1", "abcdef\x1b"}).what,
            "several webhook ids begin with abcdef: abcdef1, abcdef\\u001b");
  EXPECT_EQ(ambiguous_webhook_id("a", {"a1", "a2", "a3", "a4", "a5", "a6"}).what,
            "several webhook ids begin with a: a1, a2, a3, a4, a5 and more");
}

}  // namespace
}  // namespace streamctl
