#include "emulator/engine/timeline.h"

#include <string>
#include <vector>

#include "emulator/bench.h"
#include "emulator/operations/views.h"

namespace streamctl::emulator {
namespace {

/// A state whose time can be moved. The machine's clock stands still.
class Timeline : public testing::Test {
 protected:
  Timeline() {
    bench_.state.clock = &time_;
    bench_.call();
  }

  void happen(Outcome&& outcome) {
    defer(bench_.state, outcome);
    Bench::every_event_fits(outcome);
    for (const Event& event : outcome.events)
      events_.push_back(event);
  }
  /// A request by a server, whose outcome happens.
  void ask(const std::string& path, const Json& body = Json::object()) {
    happen(bench_.server("POST", "/api/v2/video/call/default/a" + path, body).outcome);
  }
  std::size_t move(WallTime to) {
    return move_time(bench_.state, time_, to,
                     [this](Outcome&& outcome) { happen(std::move(outcome)); });
  }
  [[nodiscard]] std::vector<std::string> types() const {
    std::vector<std::string> list;
    for (const Event& event : events_)
      list.push_back(event.type);
    return list;
  }

  Bench bench_;
  SettableClock time_{bench_.clock};
  std::vector<Event> events_;
};

TEST_F(Timeline, WhatIsDueHappensInOrderEachAtItsOwnTime) {
  const WallTime begin = time_.now();
  auto joined =
      push(bench_.state,
           {.type = "call.session_participant_joined", .call_cid = "default:a", .user_id = "john"});
  ASSERT_TRUE(joined);
  happen(*std::move(joined));
  ask("/ring");
  ask("/start_recording");
  ask("/stop_recording");
  events_.clear();
  EXPECT_EQ(bench_.state.schedule.size(), 2U);
  EXPECT_EQ(move(begin + 24h), 2U);
  ASSERT_THAT(types(), ElementsAre("call.recording_ready", "call.missed"));
  const auto wait =
      bench_.state.store.call("default:a")->settings["ring"]["missed_call_timeout_ms"];
  EXPECT_EQ(events_[1].body["created_at"],
            time_text(begin + std::chrono::milliseconds(wait.get<std::int64_t>())));
  EXPECT_EQ(time_.now(), begin + 24h);
  EXPECT_FALSE(time_.is_frozen());
  EXPECT_EQ(move(begin + 48h), 0U);
}

TEST_F(Timeline, NothingHappensBeforeItIsDue) {
  time_.freeze();
  ask("/ring");
  events_.clear();
  const auto due = bench_.state.schedule.next();
  ASSERT_TRUE(due);
  EXPECT_EQ(move(*due - 1ns), 0U);
  EXPECT_FALSE(take_due(bench_.state));
  EXPECT_EQ(move(*due), 1U);
  EXPECT_THAT(types(), ElementsAre("call.missed"));
  EXPECT_TRUE(time_.is_frozen());
}

TEST_F(Timeline, WhatWaitsStaysAsFarOffWhenTheTimeGoesBack) {
  const WallTime begin = time_.now();
  ask("/ring");
  const auto due = *bench_.state.schedule.next() - begin;
  EXPECT_EQ(move(begin - 24h * 365), 0U);
  EXPECT_EQ(*bench_.state.schedule.next() - time_.now(), due);
}

TEST_F(Timeline, TokensExpireWhenTheTimeMoves) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time_.now().time_since_epoch());
  const std::string token = Bench::token({{"user_id", "jane"}, {"exp", seconds.count() + 3600}});
  EXPECT_EQ(bench_.ask(token, "GET", "/video/call/default/a").status, 200U);
  move(time_.now() + 2h);
  EXPECT_EQ(bench_.ask(token, "GET", "/video/call/default/a").body["code"], 40);
}

TEST(SettableClock, RunsOnFromWhereItStands) {
  WoundClock real;
  SettableClock clock(real);
  const WallTime begin = real.time;
  clock.freeze();
  real.time += 1h;
  EXPECT_EQ(clock.now(), begin);
  clock.set(begin + 10h);
  clock.run();
  real.time += 1h;
  EXPECT_EQ(clock.now(), begin + 11h);
  clock.restore();
  EXPECT_EQ(clock.now(), real.time);
}

TEST(Schedule, IsBounded) {
  Schedule schedule;
  for (std::size_t i = 0; i <= scheduled_max; ++i)
    schedule.add(WallTime{}, Deadline{});
  EXPECT_EQ(schedule.size(), scheduled_max);
}

}  // namespace
}  // namespace streamctl::emulator
