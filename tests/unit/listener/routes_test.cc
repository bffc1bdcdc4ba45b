#include "listener/routes.h"

#include <gtest/gtest.h>

namespace streamctl::listener {
namespace {

TEST(Routes, GoByTheTypeOfTheEvent) {
  std::vector<Route> routes(3);
  routes[1].types = {"call.recording_*", "custom"};
  routes[2].types = {"call.*"};
  EXPECT_EQ(targets_of(routes, "call.recording_ready"), 0b111U);
  EXPECT_EQ(targets_of(routes, "custom"), 0b011U);
  EXPECT_EQ(targets_of(routes, "call.ended"), 0b101U);
  EXPECT_EQ(targets_of(routes, ""), 0b001U);
  routes.erase(routes.begin());
  EXPECT_EQ(targets_of(routes, "message.new"), 0U);
  routes.assign(routes_max, Route{});
  EXPECT_EQ(targets_of(routes, "custom"), ~Targets{0});
}

TEST(Routes, GiveTheSenderAStatus) {
  using delivery::Outcome;
  const struct {
    Outcome outcome;
    unsigned status;
    unsigned sent;
  } rows[] = {{Outcome::ok, 204, 204},     {Outcome::status, 503, 503}, {Outcome::status, 999, 502},
              {Outcome::status, 101, 502}, {Outcome::network, 0, 502},  {Outcome::timeout, 0, 504}};
  for (const auto& row : rows) {
    delivery::Attempt answer;
    answer.outcome = row.outcome;
    answer.status = row.status;
    EXPECT_EQ(status_for_sender(answer), row.sent) << row.status;
  }
}

/// From the best to the worst.
TEST(Routes, RankAnswersByWhatTheSenderDoesNext) {
  const std::vector<unsigned> ranked{0,   200, 204, 299, 302, 400, 404, 422,
                                     499, 408, 429, 500, 502, 503, 504, 599};
  for (std::size_t good = 0; good < ranked.size(); ++good) {
    for (std::size_t bad = good; bad < ranked.size(); ++bad) {
      EXPECT_EQ(worse_of(ranked[good], ranked[bad]), ranked[bad]) << ranked[good];
      EXPECT_EQ(worse_of(ranked[bad], ranked[good]), ranked[bad]) << ranked[good];
    }
  }
}

}  // namespace
}  // namespace streamctl::listener
