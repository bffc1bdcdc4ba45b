#include "delivery/policy.h"

#include <algorithm>
#include <vector>

#include <gtest/gtest.h>

namespace streamctl::delivery {
namespace {

using namespace std::chrono_literals;

TEST(Policy, AllowsEachFailureItsDocumentedAttempts) {
  const struct {
    const char* name;
    Outcome outcome;
    unsigned status;
    int attempts;
  } rows[] = {
      {"ok", Outcome::ok, 200, 1},
      {"redirect", Outcome::status, 302, 1},
      {"bad request", Outcome::status, 400, 1},
      {"unauthorized", Outcome::status, 401, 1},
      {"not found", Outcome::status, 404, 1},
      {"request timeout", Outcome::status, 408, 3},
      {"too large", Outcome::status, 413, 1},
      {"too many", Outcome::status, 429, 3},
      {"just below", Outcome::status, 499, 1},
      {"server error", Outcome::status, 500, 3},
      {"unavailable", Outcome::status, 503, 3},
      {"odd", Outcome::status, 599, 3},
      {"past all", Outcome::status, 999, 3},
      {"network", Outcome::network, 0, 2},
      {"timeout", Outcome::timeout, 0, 3},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    EXPECT_EQ(attempts_max({}, row.outcome, row.status), row.attempts);
    EXPECT_EQ(attempts_max({.retry = false}, row.outcome, row.status), 1);
  }
}

struct Failure {
  Outcome outcome = Outcome::ok;
  unsigned status = 0;
  nanoseconds takes{};  ///< A timeout takes the attempt's time limit.
};

struct Tried {
  nanoseconds offset{};
  nanoseconds timeout{};
  bool operator==(const Tried&) const = default;
};

void PrintTo(const Tried& tried, std::ostream* out) {
  *out << tried.offset.count() / 1'000'000 << "ms for " << tried.timeout.count() / 1'000'000
       << "ms";
}

struct Story {
  std::vector<Tried> tried;
  nanoseconds ended{};
};

/// Plays `failures` (the last repeats) on a simulated clock until the policy gives up.
Story play(const Policy& policy, const std::vector<Failure>& failures) {
  Story story;
  nanoseconds now{0};
  nanoseconds timeout = first_timeout(policy);
  while (story.tried.size() < 100) {  // An endless policy fails the comparison.
    story.tried.push_back({now, timeout});
    const Failure& failure = failures[std::min(story.tried.size(), failures.size()) - 1];
    now += failure.outcome == Outcome::timeout ? timeout : failure.takes;
    const auto next = next_attempt(policy, static_cast<int>(story.tried.size()), failure.outcome,
                                   failure.status, now);
    if (!next) break;
    now += next->delay;
    timeout = next->timeout;
  }
  story.ended = now;
  return story;
}

TEST(Policy, TriesASilentTargetAtZeroSixAndTwelveAndGivesUpAtFifteenSeconds) {
  const Story story = play({}, {{Outcome::timeout}});
  EXPECT_EQ(story.tried, (std::vector<Tried>{{0s, 6s}, {6s, 6s}, {12s, 3s}}));
  EXPECT_EQ(story.ended, 15s);
}

TEST(Policy, PlaysOutEveryStory) {
  const Failure refused{Outcome::network, 0, 1ms};
  const Failure unavailable{Outcome::status, 503, 100ms};
  const Failure forbidden{Outcome::status, 403, 100ms};
  const Failure silent{Outcome::timeout};
  const Failure ok{Outcome::ok, 200, 100ms};
  const struct {
    const char* name;
    Policy policy;
    std::vector<Failure> failures;
    std::vector<Tried> tried;
  } rows[] = {
      {"ok at once", {}, {ok}, {{0s, 6s}}},
      {"ok at last", {}, {unavailable, silent, ok}, {{0s, 6s}, {100ms, 6s}, {6100ms, 6s}}},
      {"refused", {}, {refused}, {{0s, 6s}, {1ms, 6s}}},
      {"unavailable", {}, {unavailable}, {{0s, 6s}, {100ms, 6s}, {200ms, 6s}}},
      {"final status", {}, {forbidden}, {{0s, 6s}}},
      // The limit of the latest failure applies.
      {"unavailable, refused", {}, {unavailable, refused}, {{0s, 6s}, {100ms, 6s}}},
      {"refused, unavailable", {}, {refused, unavailable}, {{0s, 6s}, {1ms, 6s}, {101ms, 6s}}},
      {"unavailable, forbidden", {}, {unavailable, forbidden}, {{0s, 6s}, {100ms, 6s}}},
      {"silent twice, refused", {}, {silent, silent, refused}, {{0s, 6s}, {6s, 6s}, {12s, 3s}}},
      {"slow refusals",
       {},
       {{Outcome::status, 500, 5900ms}},
       {{0s, 6s}, {5900ms, 6s}, {11800ms, 3200ms}}},
      {"no retry", {.retry = false}, {unavailable}, {{0s, 6s}}},
      {"delayed", {.retry_delay = 1s}, {unavailable}, {{0s, 6s}, {1100ms, 6s}, {2200ms, 6s}}},
      // A delay counts towards the total.
      {"delayed past the end", {.retry_delay = 10s}, {silent}, {{0s, 6s}}},
      {"delayed and cut", {.retry_delay = 5s}, {silent}, {{0s, 6s}, {11s, 4s}}},
      {"total under one attempt", {.total_timeout = 2s}, {silent}, {{0s, 2s}}},
      {"total of exactly two", {.total_timeout = 12s}, {silent}, {{0s, 6s}, {6s, 6s}}},
      {"a remainder too small", {.total_timeout = 12005ms}, {silent}, {{0s, 6s}, {6s, 6s}}},
      {"tiny attempts", {.attempt_timeout = 5ms}, {silent}, {{0s, 5ms}, {5ms, 5ms}, {10ms, 5ms}}},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    EXPECT_EQ(play(row.policy, row.failures).tried, row.tried);
  }
}

TEST(Policy, NeverRunsPastTheTotal) {
  for (const nanoseconds delay : {0ms, 1ms, 700ms, 3000ms})
    for (const nanoseconds attempt : {1ms, 400ms, 6000ms, 20000ms}) {
      const Policy policy{.attempt_timeout = attempt, .retry_delay = delay};
      EXPECT_LE(play(policy, {{Outcome::timeout}}).ended, policy.total_timeout);
    }
}

}  // namespace
}  // namespace streamctl::delivery
