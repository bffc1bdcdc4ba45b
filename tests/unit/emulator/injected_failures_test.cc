#include "emulator/state/injected_failures.h"

#include <algorithm>
#include <string>
#include <vector>

#include "emulator/bench.h"

namespace streamctl::emulator {
namespace {

/// The statuses of so many requests of an operation.
std::vector<unsigned> statuses(InjectedFailures& failures, std::string_view operation, int count) {
  std::vector<unsigned> list;
  for (int i = 0; i < count; ++i)
    list.push_back(failures.take(operation).status);
  return list;
}

TEST(InjectedFailures, FailOnlyTheOperationThatTheyName) {
  InjectedFailures failures;
  ASSERT_TRUE(failures.set({.operation = "Get*", .left = 1, .status = 500}));
  EXPECT_THAT(statuses(failures, "JoinCall", 2), ElementsAre(0, 0));
  EXPECT_THAT(statuses(failures, "", 1), ElementsAre(0));
  EXPECT_THAT(statuses(failures, "GetCall", 2), ElementsAre(500, 0));
}

TEST(InjectedFailures, OfSeveralTheLatestThatFitsDecides) {
  InjectedFailures failures;
  ASSERT_TRUE(failures.set({.left = 9, .status = 503}));
  ASSERT_TRUE(failures.set({.operation = "GetCall", .left = 1, .status = 500}));
  EXPECT_THAT(statuses(failures, "GetCall", 2), ElementsAre(500, 503));
  ASSERT_TRUE(failures.set({.left = 1, .status = 429}));
  EXPECT_THAT(statuses(failures, "GetCall", 2), ElementsAre(429, 0));
}

TEST(InjectedFailures, EndOneByOneOrTogether) {
  InjectedFailures failures;
  ASSERT_TRUE(failures.set({.operation = "GetCall", .left = 9}));
  ASSERT_TRUE(failures.set({.operation = "JoinCall", .left = 9}));
  ASSERT_TRUE(failures.set({.left = 9}));
  ASSERT_TRUE(failures.set({.operation = "GetCall", .left = 0}));
  EXPECT_EQ(failures.view().size(), 2U);
  ASSERT_TRUE(failures.set({.left = 0}));
  EXPECT_EQ(failures.view(), Json::array());
}

TEST(InjectedFailures, SkipTelemetryUnlessTheyNameIt) {
  InjectedFailures failures;
  ASSERT_TRUE(failures.set({.operation = "*", .left = 9}));
  EXPECT_THAT(statuses(failures, "ReportClientCallEvent", 1), ElementsAre(0));
  ASSERT_TRUE(failures.set({.operation = "ReportClientCallEvent", .left = 9}));
  EXPECT_THAT(statuses(failures, "ReportClientCallEvent", 1), ElementsAre(503));
}

TEST(InjectedFailures, FailTheSameRequestsWithTheSameSeed) {
  const auto run = [](std::uint64_t seed) {
    InjectedFailures failures;
    EXPECT_TRUE(failures.set({.left = 20, .probability = 0.5, .seed = seed}));
    return statuses(failures, "GetCall", 100);
  };
  const auto first = run(1);
  EXPECT_EQ(run(1), first);
  EXPECT_NE(run(2), first);
  EXPECT_EQ(std::count(first.begin(), first.end(), 503U), 20);
  EXPECT_GT(std::count(first.begin(), first.begin() + 30, 0U), 3);
}

TEST(InjectedFailures, AreBounded) {
  InjectedFailures failures;
  for (std::size_t i = 0; i < injected_failures_max; ++i)
    ASSERT_TRUE(failures.set({.operation = "*" + std::to_string(i), .left = 1}));
  EXPECT_FALSE(failures.set({.operation = "one more", .left = 1}));
  EXPECT_TRUE(failures.set({.operation = "*7", .left = 2}));
}

TEST(InjectedFailures, SlowARequestThatSucceedsAndShowWhatIsLeft) {
  Bench bench;
  ASSERT_TRUE(
      bench.state.injected.set({.operation = "GetApp", .left = 3, .status = 0, .latency = 2s}));
  const Applied slow =
      apply(bench.state, {"GET", parse_request_target("/api/v2/app?api_key=emulator"),
                          Bench::token({{"server", true}}), ""});
  EXPECT_EQ(slow.answer.status, 200U);
  EXPECT_EQ(slow.answer.latency, 2s);
  EXPECT_EQ(
      dump(bench.state)["failures"],
      Json::parse(
          R"([{"operation":"GetApp","left":2,"probability":1.0,"latency_ms":2000,"seed":1}])"));
}

}  // namespace
}  // namespace streamctl::emulator
