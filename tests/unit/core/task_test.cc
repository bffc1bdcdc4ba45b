#include "core/task.h"

#include <memory>

#include <gtest/gtest.h>

namespace streamctl {
namespace {

TEST(Task, OwnsWhatCannotBeCopied) {
  int seen = 0;
  Task task = [&seen, owned = std::make_unique<int>(7)] { seen = *owned; };
  Task moved = std::move(task);
  moved();
  EXPECT_EQ(seen, 7);
}

TEST(Task, MayChangeWhatItOwns) {
  int seen = 0;
  Task task = [&seen, count = 0]() mutable { seen = ++count; };
  task();
  task();
  EXPECT_EQ(seen, 2);
}

TEST(Task, ReleasesWhatItOwnsThoughItNeverRan) {
  const auto owned = std::make_shared<int>();
  {
    const Task task = [owned] {};
  }
  EXPECT_EQ(owned.use_count(), 1);
}

}  // namespace
}  // namespace streamctl
