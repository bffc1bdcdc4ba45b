#include "emulator/serve/queue_channel.h"

#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "core/json.h"
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

delivery::Outgoing event(const std::string& id, const std::string& call_cid = "default:a") {
  delivery::Outgoing outgoing;
  outgoing.webhook_id = id;
  outgoing.type = "call.created";
  outgoing.call_cid = call_cid;
  outgoing.body = std::make_shared<const std::string>(R"({"id":")" + id + R"("})");
  return outgoing;
}

std::unique_ptr<sqs::Client> client_of(const ScriptedPeer& peer, const std::string& queue,
                                       const Clock& clock) {
  sqs::Client::Options options;
  options.place.endpoint = peer.url();
  options.place.region = "eu-central-1";
  options.place.queue = *sqs::parse_queue_url("https://sqs.eu-central-1.amazonaws.com/1/" + queue);
  const aws::Credentials credentials{"AKID", Secret("secret"), Secret(), {}, false, "test"};
  return std::make_unique<sqs::Client>(
      options, aws::CredentialSource(
                   [credentials] { return Result<aws::Credentials>(credentials); }, clock));
}

/// SQS's answer to a batch: the message id of each entry is the `id` of its body.
Step all_sent(const PeerRequest& request) {
  Json sent = Json::array();
  const Json batch = Json::parse(request.body);
  for (const Json& entry : batch.at("Entries")) {
    sent.push_back({{"Id", entry["Id"]},
                    {"MessageId", Json::parse(entry["MessageBody"].get<std::string>())["id"]}});
  }
  return answer(200, Json{{"Successful", sent}}.dump());
}

/// A channel, and the deliveries that it reports.
class Bench {
 public:
  explicit Bench(const ScriptedPeer& peer, const std::string& queue = "events")
      : channel_(std::make_unique<QueueChannel>(
            client_of(peer, queue, clock), clock, Random(1),
            [this](delivery::Delivery&& delivery) { done.push(std::move(delivery)); })) {}

  QueueChannel& channel() { return *channel_; }
  void destroy() { channel_.reset(); }

  testing::WoundClock clock;
  BoundedQueue<delivery::Delivery> done{1000};

 private:
  std::unique_ptr<QueueChannel> channel_;
};

TEST(QueueChannel, SendsEachEventOnce) {
  ScriptedPeer peer([](const PeerRequest& request, int) { return all_sent(request); });
  Bench bench(peer);
  std::map<std::string, int> times;
  for (int i = 0; i < 100; ++i)
    ASSERT_TRUE(bench.channel().send(event("id-" + std::to_string(i))));
  for (int i = 0; i < 100; ++i) {
    const auto delivery = next(bench.done);
    EXPECT_TRUE(delivery.delivered);
    EXPECT_EQ(delivery.call_cid, "default:a");
    ++times[delivery.webhook_id];
  }
  EXPECT_EQ(times.size(), 100U);
}

TEST(QueueChannel, SendsOneBatchAtATimeToAFifoQueueAndKeepsTheOrder) {
  std::atomic<int> open = 0;
  std::atomic<bool> has_overlapped = false;
  ScriptedPeer peer([&](const PeerRequest& request, int) {
    if (++open > 1) has_overlapped = true;
    Step step = all_sent(request);
    --open;
    return step;
  });
  Bench bench(peer, "events.fifo");
  for (int i = 0; i < 50; ++i)
    ASSERT_TRUE(bench.channel().send(event("id-" + std::to_string(i))));
  for (int i = 0; i < 50; ++i)
    EXPECT_EQ(next(bench.done).webhook_id, "id-" + std::to_string(i));
  EXPECT_FALSE(has_overlapped);
}

TEST(QueueChannel, ReportsAMessageThatSqsRefuses) {
  ScriptedPeer peer({answer(
      200,
      R"({"Failed":[{"Id":"0","Code":"InvalidMessageContents","Message":"no","SenderFault":true}]})")});
  Bench bench(peer);
  ASSERT_TRUE(bench.channel().send(event("id-1")));
  const auto delivery = next(bench.done);
  EXPECT_FALSE(delivery.delivered);
  EXPECT_EQ(delivery.webhook_id, "id-1");
  ASSERT_EQ(delivery.attempts.size(), 1U);
  EXPECT_EQ(delivery.attempts[0].status, 400U);
  EXPECT_EQ(delivery.attempts[0].outcome, delivery::Outcome::status);
  EXPECT_EQ(delivery.attempts[0].error, "InvalidMessageContents: no");
}

TEST(QueueChannel, SendsWhatItAcceptedBeforeItWasClosed) {
  Gate gate;
  ScriptedPeer peer([wait = gate.wait()](const PeerRequest& request, int) {
    wait();
    return all_sent(request);
  });
  Bench bench(peer);
  for (int i = 0; i < 60; ++i)
    ASSERT_TRUE(bench.channel().send(event("id-" + std::to_string(i))));
  bench.channel().close(bench.clock.steady() + 2s);
  EXPECT_FALSE(bench.channel().send(event("late")));
  gate.open();
  bench.destroy();
  for (int i = 0; i < 60; ++i) {
    EXPECT_TRUE(next(bench.done).delivered);
  }
}

TEST(QueueChannel, FailsWhatIsNotSentInTime) {
  BoundedQueue<int> arrived{10};
  ScriptedPeer peer([&arrived](const PeerRequest&, int number) {
    arrived.push(number);
    return silence();
  });
  Bench bench(peer);
  ASSERT_TRUE(bench.channel().send(event("id-1")));
  next(arrived);
  bench.channel().close(bench.clock.steady() + 2s);
  bench.clock.wind(3s);
  bench.destroy();
  const auto delivery = next(bench.done);
  EXPECT_FALSE(delivery.delivered);
  EXPECT_EQ(delivery.attempts.back().error, "interrupted");
}

}  // namespace
}  // namespace streamctl::emulator
