#include "sqs/batch.h"

#include <gtest/gtest.h>

namespace streamctl::sqs {
namespace {

Sendable message_of(std::size_t bytes) {
  return {std::string(bytes, 'x'), "", ""};
}

TEST(Batch, TakesTenMessages) {
  Batch batch;
  EXPECT_TRUE(batch.empty());
  for (std::uint64_t i = 0; i < 10; ++i) {
    ASSERT_TRUE(batch.fits(message_of(5)));
    batch.add({i, message_of(5), "", {}});
  }
  EXPECT_TRUE(batch.full());
  EXPECT_FALSE(batch.fits(message_of(1)));
  const auto entries = batch.take();
  EXPECT_EQ(entries.size(), 10U);
  EXPECT_EQ(entries.back().tag, 9U);
  EXPECT_TRUE(batch.empty());
  EXPECT_TRUE(batch.fits(message_of(message_bytes_max)));
}

TEST(Batch, HoldsNoMoreThanTheLimitTogether) {
  Batch batch;
  batch.add({1, message_of(message_bytes_max - 5), "", {}});
  EXPECT_TRUE(batch.fits(message_of(5)));
  EXPECT_FALSE(batch.fits(message_of(6)));
}

TEST(Batch, KnowsWhatSqsNeverTakes) {
  EXPECT_TRUE(is_sendable(message_of(1)));
  EXPECT_TRUE(is_sendable(message_of(message_bytes_max)));
  EXPECT_FALSE(is_sendable(message_of(message_bytes_max + 1)));
  EXPECT_FALSE(is_sendable(message_of(0)));
}

}  // namespace
}  // namespace streamctl::sqs
