#include "delivery/deliver_all.h"

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <semaphore>
#include <set>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "delivery/wound_clock.h"
#include "net/scripted_peer.h"

namespace streamctl::delivery {
namespace {

using namespace std::chrono_literals;
using testing::answer;
using ::testing::ElementsAre;
using testing::ScriptedPeer;
using testing::silence;

Outgoing event(int number) {
  Outgoing outgoing;
  outgoing.webhook_id = "id-" + std::to_string(number);
  outgoing.type = "call.created";
  outgoing.body = std::make_shared<const std::string>(R"({"type":"call.created"})");
  return outgoing;
}

/// `count` events at intervals of `every`.
Source events(int count, nanoseconds every = 0ns) {
  return [=, sent = 0]() mutable -> std::optional<Planned> {
    if (sent == count) return std::nullopt;
    ++sent;
    return Planned{event(sent), (sent - 1) * every};
  };
}

RunOptions options_for(const ScriptedPeer& peer, std::size_t concurrency = 1) {
  RunOptions options;
  options.sender.target.url = peer.url();
  options.sender.concurrency = concurrency;
  return options;
}

struct Ran {
  std::vector<std::string> ids;
  int failed = 0;
  int cut = 0;
  RunResult result;
};

Ran run(const RunOptions& options, const Source& source, std::stop_token stop = {}) {
  const SystemClock clock;
  Ran ran;
  ran.result = deliver_all(options, source,
                           {nullptr,
                            [&](Delivery&& delivery) {
                              ran.ids.push_back(delivery.webhook_id);
                              ran.failed += delivery.delivered ? 0 : 1;
                              ran.cut += delivery.is_cut ? 1 : 0;
                            }},
                           clock, std::move(stop));
  return ran;
}

/// A run with room for four deliveries at once, whose clock moves one hour after each delivery.
struct HourlyRun {
  HourlyRun(const std::function<void(RunOptions&)>& change, const Source& source) {
    WoundClock clock;
    ScriptedPeer peer([&](const testing::PeerRequest&, int) {
      const std::lock_guard lock(mutex);
      arrivals.push_back(clock.since_start());
      return answer(200);
    });
    RunOptions options = options_for(peer, 4);
    change(options);
    took = deliver_all(options, source, {nullptr, [&](Delivery&&) { clock.wind(1h); }}, clock, {})
               .took;
  }

  std::mutex mutex;
  std::vector<nanoseconds> arrivals;  ///< When the target received each delivery.
  nanoseconds took{};
};

TEST(DeliverAll, IsStoppedWhereTheStopEndsTheSource) {
  ScriptedPeer peer({answer(200)});
  std::stop_source stop;
  const Ran ran = run(
      options_for(peer),
      [&]() -> std::optional<Planned> {
        stop.request_stop();
        return std::nullopt;
      },
      stop.get_token());
  EXPECT_TRUE(ran.result.stopped);
}

TEST(DeliverAll, KeepsTheOrderOneAtATime) {
  ScriptedPeer peer({answer(503), answer(200)});
  const Ran ran = run(options_for(peer), events(3));
  EXPECT_THAT(ran.ids, ElementsAre("id-1", "id-2", "id-3"));
  EXPECT_FALSE(ran.result.stopped);
  EXPECT_EQ(ran.failed, 0);
  std::vector<std::string> came;
  for (const auto& request : peer.requests())
    came.push_back(request.field("X-Webhook-Id"));
  EXPECT_THAT(came, ElementsAre("id-1", "id-1", "id-2", "id-3"));
}

TEST(DeliverAll, DeliversWhileItsSourceWaits) {
  ScriptedPeer peer({answer(200)});
  RunOptions options = options_for(peer, 4);
  options.awaits_source = true;
  std::binary_semaphore delivered{0};
  int given = 0;
  std::vector<std::string> ids;
  const auto one_by_one = [&]() -> std::optional<Planned> {
    if (given > 0) delivered.acquire();  // The previous one must have arrived.
    if (given == 3) return std::nullopt;
    return Planned{event(++given)};
  };
  const SystemClock clock;
  const Sender::Observer observer{nullptr, [&](Delivery&& delivery) {
                                    ids.push_back(delivery.webhook_id);
                                    delivered.release();
                                  }};
  EXPECT_FALSE(deliver_all(options, one_by_one, observer, clock, {}).stopped);
  EXPECT_THAT(ids, ElementsAre("id-1", "id-2", "id-3"));
}

TEST(DeliverAll, EndsAtOnceWithoutEvents) {
  ScriptedPeer peer({answer(200)});
  EXPECT_TRUE(run(options_for(peer), events(0)).ids.empty());
}

TEST(DeliverAll, WaitsForEachTurn) {
  const HourlyRun hourly([](RunOptions&) {}, events(4, 1h));
  EXPECT_THAT(hourly.arrivals, ElementsAre(0h, 1h, 2h, 3h));
  EXPECT_EQ(hourly.took, 4h);  // The last one ended an hour after its turn.
}

TEST(DeliverAll, HoldsTheRate) {
  const HourlyRun hourly([](RunOptions& options) { options.rate = 1.0 / 3600; }, events(3));
  EXPECT_THAT(hourly.arrivals, ElementsAre(0h, 1h, 2h));
}

TEST(DeliverAll, SendsByTwoThreadsWithoutLosingOrRepeating) {
  ScriptedPeer peer([](const testing::PeerRequest&, int number) {
    return number % 7 == 0 ? answer(500) : answer(200);
  });
  const Ran ran = run(options_for(peer, second_thread_concurrency), events(1000));
  EXPECT_EQ(ran.ids.size(), 1000U);
  EXPECT_EQ(std::set(ran.ids.begin(), ran.ids.end()).size(), 1000U);
}

TEST(DeliverAll, StopsStartingAndCutsWhatDoesNotEnd) {
  ScriptedPeer peer({answer(200), silence()});
  RunOptions options = options_for(peer);
  options.grace = 50ms;
  std::stop_source stop;
  const std::jthread stopper([&] {
    while (peer.requests().size() < 2)
      std::this_thread::yield();
    stop.request_stop();
  });
  const Ran ran = run(options, events(10), stop.get_token());
  EXPECT_TRUE(ran.result.stopped);
  EXPECT_THAT(ran.ids, ElementsAre("id-1", "id-2"));
  EXPECT_EQ(ran.failed, 1);
  EXPECT_EQ(ran.cut, 1);  // It did not fail by its timeout.
}

TEST(DeliverAll, LetsWhatIsInFlightEndAfterAStop) {
  std::stop_source stop;
  ScriptedPeer peer([&](const testing::PeerRequest&, int) {
    stop.request_stop();
    testing::Step step = answer(200);
    step.delay = 100ms;
    return step;
  });
  const Ran ran = run(options_for(peer), events(10), stop.get_token());
  EXPECT_TRUE(ran.result.stopped);
  EXPECT_THAT(ran.ids, ElementsAre("id-1"));
  EXPECT_EQ(ran.failed, 0);
}

TEST(DeliverAll, StopsWhileItWaitsForATurn) {
  ScriptedPeer peer({answer(200)});
  std::stop_source stop;
  const std::jthread stopper([&] {
    while (peer.requests().empty())
      std::this_thread::yield();
    stop.request_stop();
  });
  const Ran ran = run(options_for(peer), events(2, 1h), stop.get_token());
  EXPECT_TRUE(ran.result.stopped);
  EXPECT_THAT(ran.ids, ElementsAre("id-1"));
}

}  // namespace
}  // namespace streamctl::delivery
