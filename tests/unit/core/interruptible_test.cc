#include "core/interruptible.h"

#include <csignal>
#include <cstdlib>
#include <optional>

#include <gtest/gtest.h>

namespace streamctl {
namespace {

using ::testing::ExitedWithCode;

TEST(InterruptibleDeathTest, ASignalEndsWhoWaits) {
  EXPECT_EXIT(
      {
        const Interruptible wait;
        interrupt(SIGTERM);
      },
      ExitedWithCode(143), "");
}

TEST(InterruptibleDeathTest, OneThatCameBeforeEndsTheWaitAtOnce) {
  EXPECT_EXIT(
      {
        interrupt(SIGINT);
        interrupt(SIGTERM);
        const Interruptible wait;
      },
      ExitedWithCode(130), "");
}

TEST(InterruptibleDeathTest, OneThatComesAfterIsLeftToOthers) {
  EXPECT_EXIT(
      {
        std::optional<Interruptible> wait(std::in_place);
        wait.reset();
        interrupt(SIGINT);
        std::_Exit(7);
      },
      ExitedWithCode(7), "");
}

}  // namespace
}  // namespace streamctl
