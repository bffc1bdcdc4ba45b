#include "render/attempts.h"

#include <chrono>
#include <string>

#include <gtest/gtest.h>

#include "samples.h"

namespace streamctl::cli {
namespace {

using namespace std::chrono_literals;

TEST(AttemptAxis, DrawsEachAttemptWhereItWas) {
  EXPECT_EQ(attempt_axis(sample_delivery(), 2, {}),
            "  attempt 1  503 Service Unavailable     12ms  ━───────────────────────\n"
            "  attempt 2  timed out                     6s  ━━━━━━━━━━━━━━━━━━━━━━━━\n"
            "  attempt 3  200 OK                       3ms  ───────────────────────━\n");
  auto even = sample_delivery();
  for (std::size_t i = 0; i < even.attempts.size(); ++i) {
    even.attempts[i].offset = 2s * static_cast<int>(i);
    even.attempts[i].duration = 1s;
  }
  EXPECT_EQ(attempt_axis(even, 0, {.width = 52, .is_tty = true}),
            "attempt 1  503 Service Unavailable       1s  ━──────\n"
            "attempt 2  timed out                     1s  ───━───\n"
            "attempt 3  200 OK                        1s  ──────━\n");
}

TEST(AttemptAxis, FitsEveryWidthAndIsSafe) {
  auto evil = sample_delivery();
  evil.attempts[0].location = evil_text();
  evil.attempts[1].outcome = delivery::Outcome::network;
  evil.attempts[1].error = evil_text() + std::string(300, 'x');
  evil.attempts[2].offset = 0s;
  evil.attempts[2].duration = 0s;
  for (std::size_t width = 20; width < 130; ++width) {
    const std::string text = attempt_axis(evil, 4, {.width = width, .is_tty = true});
    EXPECT_LE(widest(text), width) << text;
    EXPECT_TRUE(is_tame(text)) << text;
  }
  EXPECT_EQ(attempt_axis({}, 4, {}), "");
}

}  // namespace
}  // namespace streamctl::cli
