#include "listener/forwarder.h"

#include <memory>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "core/queue.h"
#include "net/scripted_peer.h"
#include "threads.h"

namespace streamctl::listener {
namespace {

using namespace std::chrono_literals;
using testing::answer;
using testing::Gate;
using testing::next;
using testing::PeerRequest;
using testing::ScriptedPeer;
using testing::silence;

struct Finished {
  std::uint64_t id = 0;
  net::HttpOutcome outcome;
};

/// A forwarder to `url`, and its reports.
class Bench {
 public:
  explicit Bench(const std::string& url, net::Headers headers = {})
      : forwarder_(
            std::make_unique<Forwarder>(options(url, std::move(headers)), clock,
                                        [this](std::uint64_t id, net::HttpOutcome&& outcome) {
                                          finished.push({id, std::move(outcome)});
                                        })) {}

  bool send(std::uint64_t id, std::shared_ptr<const std::string> body) {
    return forwarder_->send({id, 0, {{"X-Webhook-Id", std::to_string(id)}}, std::move(body)});
  }
  bool send(std::uint64_t id, std::string body = "{}") {
    return send(id, std::make_shared<const std::string>(std::move(body)));
  }
  void destroy() { forwarder_.reset(); }

  testing::WoundClock clock;
  BoundedQueue<Finished> finished{1000};

 private:
  static ForwarderOptions options(const std::string& url, net::Headers headers) {
    ForwarderOptions options;
    options.url = url;
    options.headers = std::move(headers);
    return options;
  }

  std::unique_ptr<Forwarder> forwarder_;
};

TEST(Forwarder, PostsTheBytesReceivedWithTheUsersFieldsInPlace) {
  ScriptedPeer peer({answer(202, "thanks")});
  Bench bench(peer.url(), {{"X-Webhook-Id", "mine"}, {"Authorization", "Bearer b"}});
  const std::string body("{\"a\":\0 1}", 9);
  ASSERT_TRUE(bench.send(7, body));
  const auto finished = next(bench.finished);
  EXPECT_EQ(finished.id, 7U);
  EXPECT_EQ(finished.outcome.status, 202U);
  EXPECT_EQ(finished.outcome.body, "thanks");
  const PeerRequest request = peer.requests().at(0);
  EXPECT_EQ(request.body, body);
  EXPECT_EQ(request.field("X-Webhook-Id"), "mine");
  EXPECT_EQ(request.field("Authorization"), "Bearer b");
}

TEST(Forwarder, ReportsWhyThereWasNoAnswer) {
  ScriptedPeer peer({testing::reset()});
  Bench bench(peer.url());
  ASSERT_TRUE(bench.send(1));
  const auto finished = next(bench.finished);
  EXPECT_EQ(finished.outcome.kind, net::HttpOutcome::Kind::network);
  EXPECT_EQ(finished.outcome.error, "connection reset by peer");
}

TEST(Forwarder, BoundsTheBytesThatWaitOrAreInFlight) {
  Gate gate;
  ScriptedPeer peer([wait = gate.wait()](const PeerRequest&, int) {
    wait();
    return answer(200);
  });
  Bench bench(peer.url());
  const auto half = std::make_shared<const std::string>(forward_bytes_max / 2, 'x');
  EXPECT_TRUE(bench.send(1, half));
  EXPECT_TRUE(bench.send(2, half));
  EXPECT_FALSE(bench.send(3, "{}"));
  gate.open();
  next(bench.finished);
  EXPECT_TRUE(bench.send(4, "{}"));
}

TEST(Forwarder, AcceptsADeliveryLargerThanTheBoundAlone) {
  ScriptedPeer peer({silence()});
  Bench bench(peer.url());
  EXPECT_TRUE(bench.send(1, std::string(forward_bytes_max + 1, 'x')));
  EXPECT_FALSE(bench.send(2));
}

TEST(Forwarder, FailsADeliveryWhoseTurnComesTooLate) {
  Gate gate;
  BoundedQueue<int> arrived{2 * forward_in_flight_max};
  ScriptedPeer peer([&arrived, wait = gate.wait()](const PeerRequest&, int number) {
    arrived.push(number);
    wait();
    return answer(200);
  });
  Bench bench(peer.url());
  for (std::size_t id = 1; id <= forward_in_flight_max; ++id)
    ASSERT_TRUE(bench.send(id));
  for (std::size_t id = 1; id <= forward_in_flight_max; ++id)
    next(arrived);
  ASSERT_TRUE(bench.send(1000));
  bench.clock.wind(7s);
  gate.open();
  std::string error;
  for (std::size_t i = 0; i <= forward_in_flight_max; ++i) {
    const auto finished = next(bench.finished);
    if (finished.id != 1000) {
      EXPECT_EQ(finished.outcome.status, 200U);
      continue;
    }
    EXPECT_EQ(finished.outcome.kind, net::HttpOutcome::Kind::timeout);
    EXPECT_EQ(finished.outcome.duration, 6s);
    error = finished.outcome.error;
  }
  EXPECT_EQ(error, "its turn did not come in time: the target is slower than deliveries come");
  EXPECT_EQ(peer.requests().size(), forward_in_flight_max);
}

TEST(Forwarder, ReportsNothingOfWhatTheEndCutsOff) {
  BoundedQueue<int> arrived{10};
  ScriptedPeer peer([&arrived](const PeerRequest&, int number) {
    arrived.push(number);
    return silence();
  });
  Bench bench(peer.url());
  ASSERT_TRUE(bench.send(1));
  next(arrived);
  bench.destroy();
  EXPECT_FALSE(bench.finished.pop_for(0ns));
}

}  // namespace
}  // namespace streamctl::listener
