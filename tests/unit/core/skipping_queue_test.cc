#include "core/skipping_queue.h"

#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace streamctl {
namespace {

using Queue = SkippingQueue<std::string>;

bool push(Queue& queue, const std::string& item, std::size_t bytes) {
  std::vector<std::string> items;
  items.push_back(item);
  return queue.push(std::move(items), bytes);
}

TEST(SkippingQueue, CountsWhatHadNoRoomWithTheNextBatch) {
  Queue queue(10);
  EXPECT_TRUE(push(queue, "a", 6));
  EXPECT_FALSE(push(queue, "b", 6));
  EXPECT_FALSE(queue.push({"c", "d"}, 6));
  EXPECT_TRUE(push(queue, "e", 4));
  EXPECT_EQ(queue.pop()->skipped, 0U);
  const auto next = queue.pop();
  EXPECT_EQ(next->skipped, 3U);
  EXPECT_EQ(next->items, std::vector<std::string>{"e"});
}

TEST(SkippingQueue, CountsABatchAsWaitingUntilTheNextIsPopped) {
  Queue queue(10);
  push(queue, "a", 8);
  push(queue, "b", 2);
  queue.pop();
  EXPECT_FALSE(push(queue, "c", 8));
  queue.pop();
  EXPECT_TRUE(push(queue, "d", 8));
}

TEST(SkippingQueue, AcceptsABatchLargerThanItsBoundWhileNothingWaits) {
  Queue queue(10);
  EXPECT_TRUE(push(queue, "large", 1000));
  EXPECT_FALSE(push(queue, "small", 1));
}

TEST(SkippingQueue, ReportsWhatWasSkippedLastWhenItIsClosed) {
  Queue queue(10);
  push(queue, "a", 10);
  push(queue, "b", 10);
  queue.close();
  EXPECT_FALSE(push(queue, "late", 1));
  EXPECT_EQ(queue.pop()->items.size(), 1U);
  const auto last = queue.pop();
  EXPECT_EQ(last->skipped, 2U);
  EXPECT_TRUE(last->items.empty());
  EXPECT_FALSE(queue.pop());
}

TEST(SkippingQueue, WakesAReaderThatWaits) {
  Queue queue(10);
  std::jthread writer([&] {
    push(queue, "a", 1);
    queue.close();
  });
  EXPECT_TRUE(queue.pop());
  EXPECT_FALSE(queue.pop());
}

}  // namespace
}  // namespace streamctl
