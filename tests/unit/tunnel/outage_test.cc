#include "tunnel/outage.h"

#include <gtest/gtest.h>

namespace streamctl::tunnel {
namespace {

using namespace std::chrono_literals;

TEST(Outage, ManyFailuresInARowLoseAnAddress) {
  Outage outage(30s);
  EXPECT_FALSE(outage.add_failure());
  EXPECT_FALSE(outage.add_failure());
  outage.end();
  EXPECT_FALSE(outage.add_failure());
  EXPECT_FALSE(outage.add_failure());
  EXPECT_TRUE(outage.add_failure());
}

TEST(Outage, RestartsTakeLongerEachTime) {
  Outage outage(30s);
  EXPECT_FALSE(outage.wants_restart(29s, true));
  for (const auto patience : {30s, 60s, 120s, 240s, 480s, 960s, 960s}) {
    EXPECT_FALSE(outage.wants_restart(patience - 1s, true)) << patience.count();
    EXPECT_TRUE(outage.wants_restart(patience, true)) << patience.count();
  }
  outage.end();
  EXPECT_TRUE(outage.wants_restart(30s, true));
}

TEST(Outage, IsWaitedOutLongerWhereNothingAnswers) {
  Outage outage(30s);
  EXPECT_FALSE(outage.wants_restart(119s, false));
  EXPECT_TRUE(outage.wants_restart(120s, false));
}

}  // namespace
}  // namespace streamctl::tunnel
