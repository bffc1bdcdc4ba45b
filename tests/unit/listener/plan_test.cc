#include "listener/plan.h"

#include <chrono>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace streamctl::listener {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

TEST(Plan, AnswersEveryAttempt200ByDefault) {
  const Plan plan;
  EXPECT_EQ(plan.step(1), Step{});
  EXPECT_EQ(plan.step(99).status, 200U);
  EXPECT_TRUE(plan.settled(1));
}

TEST(Plan, GivesAStepToEachAttemptTheLastRepeating) {
  const auto plan = Plan::parse("503, timeout,reset,slow:2s,202");
  ASSERT_TRUE(plan) << plan.error().what;
  EXPECT_EQ(plan->step(1), (Step{Step::Kind::status, 503, 0s, "503"}));
  EXPECT_EQ(plan->step(2), (Step{Step::Kind::timeout, 0, 0s, "timeout"}));
  EXPECT_EQ(plan->step(3), (Step{Step::Kind::reset, 0, 0s, "reset"}));
  EXPECT_EQ(plan->step(4), (Step{Step::Kind::slow, 200, 2s, "slow:2s"}));
  EXPECT_EQ(plan->step(5), (Step{Step::Kind::status, 202, 0s, "202"}));
  EXPECT_EQ(plan->step(6), plan->step(5));
  EXPECT_EQ(plan->step(0), plan->step(1));
  EXPECT_FALSE(plan->settled(4));
  EXPECT_TRUE(plan->settled(5));
  EXPECT_EQ(plan->slowest(), 2s);
}

TEST(Plan, NamesTheStepThatIsWrong) {
  struct Row {
    std::string text;
    std::string what;
  };
  const std::vector<Row> rows{
      {"", "step 1: '' is no step"},
      {"200,", "step 2: '' is no step"},
      {"200,later,503", "step 2: 'later' is no step"},
      {"99", "step 1: '99' is not a status from 200 to 599"},
      {"100", "'100' is not a status"},
      {"600", "'600' is not a status"},
      {"-1", "'-1' is no step"},
      {"99999999999", "'99999999999' is no step"},
      {"503x", "'503x' is no step"},
      {"slow", "'slow' is no step"},
      {"slow:", "step 1: bad duration ''"},
      {"slow:-1s", "bad duration '-1s'"},
      {"\x1B[2J", "step 1: '\\u001b[2J' is no step"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.text);
    const auto plan = Plan::parse(row.text);
    ASSERT_FALSE(plan);
    EXPECT_EQ(plan.error().kind, ErrorKind::usage);
    EXPECT_THAT(plan.error().what, HasSubstr(row.what));
  }
}

}  // namespace
}  // namespace streamctl::listener
