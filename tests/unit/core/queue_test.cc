#include "core/queue.h"

#include <memory>
#include <thread>
#include <utility>

#include <gtest/gtest.h>

namespace streamctl {
namespace {

TEST(BoundedQueue, RefusesWhatDoesNotFitAndLeavesItWithItsOwner) {
  BoundedQueue<std::unique_ptr<int>> queue(1);
  auto first = std::make_unique<int>(1);
  auto second = std::make_unique<int>(2);
  EXPECT_TRUE(queue.try_push(std::move(first)));
  EXPECT_FALSE(queue.try_push(std::move(second)));
  ASSERT_NE(second, nullptr);  // NOLINT(bugprone-use-after-move): a refused push does not move
  EXPECT_EQ(**queue.pop(), 1);
}

TEST(BoundedQueue, GivesWhatIsInAfterClosing) {
  BoundedQueue<int> queue(2);
  EXPECT_TRUE(queue.push(1));
  queue.close();
  EXPECT_FALSE(queue.push(2));
  EXPECT_EQ(queue.pop(), 1);
  EXPECT_EQ(queue.pop(), std::nullopt);
}

TEST(BoundedQueue, HandsOverInOrderBetweenThreads) {
  BoundedQueue<int> queue(4);
  std::jthread producer([&] {
    for (int i = 0; i < 10'000; ++i)
      queue.push(i);
    queue.close();
  });
  int expected = 0;
  while (const auto item = queue.pop())
    ASSERT_EQ(*item, expected++);
  EXPECT_EQ(expected, 10'000);
}

}  // namespace
}  // namespace streamctl
