#include "emulator/serve/hook_channel.h"

#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/queue.h"
#include "net/scripted_peer.h"
#include "threads.h"

namespace streamctl::emulator {
namespace {

using namespace std::chrono_literals;
using testing::answer;
using testing::Gate;
using testing::next;
using testing::PeerRequest;
using testing::ScriptedPeer;
using testing::silence;
using testing::Step;
using ::testing::UnorderedElementsAre;

delivery::Outgoing event(const std::string& id, const std::string& call_cid) {
  delivery::Outgoing outgoing;
  outgoing.webhook_id = id;
  outgoing.type = "call.created";
  outgoing.call_cid = call_cid;
  outgoing.body = std::make_shared<const std::string>("{}");
  return outgoing;
}

delivery::Target target_of(const ScriptedPeer& peer) {
  delivery::Target target;
  target.url = peer.url();
  target.api_key = "key";
  target.secret = Secret("secret");
  return target;
}

/// A channel, and the deliveries that it reports.
class Bench {
 public:
  explicit Bench(const ScriptedPeer& peer)
      : channel_(std::make_unique<HookChannel>(
            target_of(peer), delivery::Policy{}, clock,
            [this](delivery::Delivery&& delivery) { done.push(std::move(delivery)); })) {}

  HookChannel& channel() { return *channel_; }
  void destroy() { channel_.reset(); }

  testing::WoundClock clock;
  BoundedQueue<delivery::Delivery> done{1000};

 private:
  std::unique_ptr<HookChannel> channel_;
};

/// A peer's script: reports the ids of requests, and delays those in `held` until `gate` opens.
class Script {
 public:
  explicit Script(std::set<std::string> held) : held_(std::move(held)) {}

  ScriptedPeer::Script steps() {
    return [this, wait = gate.wait()](const PeerRequest& request, int) {
      const std::string id = request.field("X-Webhook-Id");
      arrived.push(std::string(id));
      if (held_.contains(id)) wait();
      return answer(200);
    };
  }

  Gate gate;
  BoundedQueue<std::string> arrived{1000};

 private:
  std::set<std::string> held_;
};

TEST(HookChannel, DeliversTheEventsOfACallInOrderAndPassesASlowCall) {
  Script script({"a1"});
  ScriptedPeer peer(script.steps());
  Bench bench(peer);
  for (const auto& [id, call] : {std::pair{"a1", "default:a"},
                                 {"a2", "default:a"},
                                 {"b1", "default:b"},
                                 {"b2", "default:b"},
                                 {"b3", "default:b"}})
    ASSERT_TRUE(bench.channel().send(event(id, call)));
  std::vector<std::string> seen;
  for (int i = 0; i < 4; ++i)
    seen.push_back(next(script.arrived));
  EXPECT_THAT(seen, UnorderedElementsAre("a1", "b1", "b2", "b3")) << "a2 waits for a1";
  std::erase(seen, "a1");
  EXPECT_THAT(seen, ::testing::ElementsAre("b1", "b2", "b3"));
  script.gate.open();
  EXPECT_EQ(next(script.arrived), "a2");
  std::set<std::string> delivered;
  for (int i = 0; i < 5; ++i)
    delivered.insert(next(bench.done).webhook_id);
  EXPECT_THAT(delivered, UnorderedElementsAre("a1", "a2", "b1", "b2", "b3"));
}

TEST(HookChannel, DeliversEventsWithoutACallAtOnce) {
  Script script({"one", "two"});
  ScriptedPeer peer(script.steps());
  Bench bench(peer);
  ASSERT_TRUE(bench.channel().send(event("one", "")));
  ASSERT_TRUE(bench.channel().send(event("two", "")));
  const std::vector<std::string> seen{next(script.arrived), next(script.arrived)};
  EXPECT_THAT(seen, UnorderedElementsAre("one", "two"));
  script.gate.open();
}

TEST(HookChannel, RetriesBeforeTheNextEventOfTheCall) {
  ScriptedPeer peer([](const PeerRequest&, int number) { return answer(number == 1 ? 503 : 200); });
  Bench bench(peer);
  ASSERT_TRUE(bench.channel().send(event("a1", "default:a")));
  ASSERT_TRUE(bench.channel().send(event("a2", "default:a")));
  EXPECT_EQ(next(bench.done).attempts.size(), 2U);
  EXPECT_EQ(next(bench.done).attempts.size(), 1U);
  std::vector<std::string> ids;
  for (const PeerRequest& request : peer.requests())
    ids.push_back(request.field("X-Webhook-Id"));
  EXPECT_THAT(ids, ::testing::ElementsAre("a1", "a1", "a2"));
}

TEST(HookChannel, RefusesMoreThanItsBound) {
  ScriptedPeer peer({silence()});
  Bench bench(peer);
  std::size_t accepted = 0;
  while (accepted < 3 * hook_jobs_max && bench.channel().send(event("a", "default:a")))
    ++accepted;
  EXPECT_GE(accepted, hook_jobs_max);
  EXPECT_LE(accepted, 2 * hook_jobs_max + hook_in_flight_max);
}

TEST(HookChannel, DeliversWhatItAcceptedBeforeItWasClosed) {
  Script script({"a1"});
  ScriptedPeer peer(script.steps());
  Bench bench(peer);
  ASSERT_TRUE(bench.channel().send(event("a1", "default:a")));
  ASSERT_TRUE(bench.channel().send(event("a2", "default:a")));
  bench.channel().close(bench.clock.steady() + 2s);
  EXPECT_FALSE(bench.channel().send(event("a3", "default:a")));
  script.gate.open();
  bench.destroy();
  EXPECT_TRUE(next(bench.done).delivered);
  EXPECT_TRUE(next(bench.done).delivered);
  EXPECT_EQ(peer.requests().size(), 2U);
}

TEST(HookChannel, CutsWhatIsNotDeliveredInTime) {
  BoundedQueue<int> arrived{10};
  ScriptedPeer peer([&arrived](const PeerRequest&, int number) {
    arrived.push(number);
    return silence();
  });
  Bench bench(peer);
  ASSERT_TRUE(bench.channel().send(event("a1", "default:a")));
  next(arrived);
  bench.channel().close(bench.clock.steady() + 2s);
  bench.clock.wind(3s);
  bench.destroy();
  const auto cut = bench.done.pop_for(0ns);
  ASSERT_TRUE(cut);
  EXPECT_TRUE(cut->is_cut);
  EXPECT_EQ(cut->attempts.back().error, "interrupted");
}

}  // namespace
}  // namespace streamctl::emulator
