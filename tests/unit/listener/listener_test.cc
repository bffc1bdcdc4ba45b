#include "listener/listener.h"

#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "capture/temp_directory.h"
#include "net/running_server.h"
#include "sqs/fake_queue.h"
#include "threads.h"
#include "webhook/signature.h"

namespace streamctl::listener {
namespace {

using streamctl::testing::Counter;
using streamctl::testing::RawClient;
using streamctl::testing::RunningServer;
using streamctl::testing::WoundClock;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr const char* created = R"({"type":"call.created","call_cid":"default:a"})";

std::string post(const std::string& body, const std::string& fields) {
  return "POST / HTTP/1.1\r\nHost: x\r\n" + fields +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string signed_post(const std::string& body, const std::string& id = "id-1") {
  return post(body, "X-Webhook-Id: " + id +
                        "\r\nX-Signature: " + webhook::Signer(Secret("hush")).sign(body) + "\r\n");
}

/// The reports of a listener. Read them on the loop, or once the loop has ended.
class Report final : public ListenerObserver {
 public:
  void saw(const Seen& seen, bool /*shown*/) override {
    if (const auto* delivery = std::get_if<Delivery>(&seen))
      types.push_back(delivery->fault ? "refused" : delivery->record.type);
    else
      types.emplace_back("none");
    sightings.add();
  }
  void exchanged(const net::HttpRequest& /*sent*/, const net::HttpOutcome& /*came*/) override {}
  void trouble(const std::string& words) override { troubles.push_back(words); }
  void history_notice(const std::string& words) override { troubles.push_back(words); }
  void queue_trouble(const std::string& words) override { troubles.push_back(words); }
  void met() override {
    ++met_count;
    if (on_met) on_met();
  }
  void queue_ended(const std::optional<Error>& error) override {
    if (error) troubles.push_back(error->what);
    on_queue_ended();
  }

  std::vector<std::string> types;
  std::vector<std::string> troubles;
  int met_count = 0;
  std::function<void()> on_met;
  std::function<void()> on_queue_ended;
  Counter sightings;
};

/// A listener that runs on a thread until finish().
class Running {
 public:
  explicit Running(ListenerSettings settings = {}, bool stops_when_met = false) {
    settings.secret = Secret("hush");
    auto opened = Listener::open(std::move(settings), report, clock, random_);
    if (!opened) throw std::runtime_error(opened.error().what);
    listener_ = *std::move(opened);
    if (stops_when_met) report.on_met = [this] { listener_->stop(); };
    report.on_queue_ended = [this] { listener_->stop(); };
    thread_ = std::thread([this] { listener_->run(); });
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;
  ~Running() {
    stop();
    finish();
  }

  Listener* operator->() { return listener_.get(); }
  [[nodiscard]] std::uint16_t port() { return listener_->server().port(); }
  void stop() {
    listener_->server().post([this] { listener_->stop(); });
  }
  /// Waits for the end of run().
  void finish() {
    if (!thread_.joinable()) return;
    thread_.join();
    listener_->close();
  }

  Report report;
  WoundClock clock;

 private:
  Random random_{1};
  std::unique_ptr<Listener> listener_;
  std::thread thread_;
};

TEST(Listener, ReceivesReportsAndCountsWebhooks) {
  Running listener;
  RawClient client(listener.port());
  client.send(signed_post(created));
  EXPECT_EQ(client.answer().status, 200);
  client.send(post(created, "X-Signature: 00\r\n"));
  EXPECT_EQ(client.answer().status, 401);
  client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(client.answer().status, 405);
  listener.stop();
  listener.finish();
  EXPECT_THAT(listener.report.types, ElementsAre("call.created", "refused", "none"));
  EXPECT_EQ(listener->tally().accepted, 1U);
  EXPECT_EQ(listener->tally().refused, 2U);
  auto shown = listener->shown()->pop();
  ASSERT_TRUE(shown);
  EXPECT_EQ(std::get<Delivery>(shown->seen.at(0)).record.received_at, listener.clock.now());
}

TEST(Listener, QueuesNothingWhereNobodyLooks) {
  ListenerSettings settings;
  settings.shows = false;
  Running listener(std::move(settings));
  EXPECT_EQ(listener->shown(), nullptr);
  RawClient client(listener.port());
  client.send(signed_post(created));
  EXPECT_EQ(client.answer().status, 200);
}

TEST(Listener, RecordsADeliveryBeforeItIsAnswered) {
  const capture::TempDirectory directory;
  auto writer = capture::Writer::open(directory.path("c.jsonl"), capture::Durability::process);
  ASSERT_TRUE(writer);
  ListenerSettings settings;
  settings.writer = *std::move(writer);
  Running listener(std::move(settings));
  RawClient client(listener.port());
  client.send(signed_post(created, "id-7"));
  EXPECT_EQ(client.answer().status, 200);
  EXPECT_THAT(directory.read("c.jsonl"), HasSubstr(R"("webhook_id":"id-7")"));
}

TEST(Listener, ServesThePathAndNamesItInItsUrl) {
  ListenerSettings settings;
  settings.receiver.path = "/hooks";
  Running listener(std::move(settings));
  EXPECT_EQ(listener->url(), "http://127.0.0.1:" + std::to_string(listener.port()) + "/hooks");
  RawClient client(listener.port());
  client.send(signed_post(created));
  EXPECT_EQ(client.answer().status, 404);
}

TEST(Listener, ReportsOnceThatTheExpectationsAreMet) {
  ListenerSettings settings;
  settings.expectations = Expectations({.count = 2});
  Running listener(std::move(settings), true);
  RawClient client(listener.port());
  for (const char* id : {"1", "2"}) {
    client.send(signed_post(created, id));
    EXPECT_EQ(client.answer().status, 200);
  }
  listener.finish();
  EXPECT_EQ(listener.report.met_count, 1);
  EXPECT_TRUE(listener->expectations().met());
}

/// A target that answers when the test releases it.
class SlowTarget {
 public:
  SlowTarget()
      : server_({.request = [this](net::Request&& request, net::Exchange exchange) {
          request_ = std::move(request);
          exchange_.emplace(std::move(exchange));
          arrived.add();
        }}) {}
  void answer(unsigned status) {
    server_.server().post([this, status] { exchange_->answer({status, {}, ""}); });
  }
  [[nodiscard]] std::string url() { return server_.server().url() + "/"; }
  /// After `arrived`.
  [[nodiscard]] const net::Request& request() const { return request_; }

  Counter arrived;

 private:
  net::Request request_;
  std::optional<net::Exchange> exchange_;
  RunningServer server_;
};

ListenerSettings forwarding_to(SlowTarget& target) {
  ListenerSettings settings;
  settings.receiver.routes.emplace_back().target.url = target.url();
  return settings;
}

TEST(Listener, AnswersAsTheTargetDoes) {
  SlowTarget target;
  Running listener(forwarding_to(target));
  RawClient client(listener.port());
  client.send(signed_post(created));
  ASSERT_TRUE(target.arrived.reached(1));
  EXPECT_EQ(target.request().body, created);
  const std::string* via = target.request().headers.find("Via");
  ASSERT_NE(via, nullptr);
  EXPECT_THAT(*via, HasSubstr("1.1 streamctl-"));
  target.answer(202);
  EXPECT_EQ(client.answer().status, 202);
}

TEST(Listener, AnswersWhatIsForwardedBeforeItEnds) {
  SlowTarget target;
  Running listener(forwarding_to(target));
  RawClient client(listener.port());
  client.send(signed_post(created));
  ASSERT_TRUE(target.arrived.reached(1));
  listener.stop();
  target.answer(202);
  EXPECT_EQ(client.answer().status, 202);
  listener.finish();
  EXPECT_EQ(listener->tally().forwarded, 1U);
  EXPECT_EQ(listener->forwards_under_way(), 0U);
}

/// A queue in memory, and settings that receive from it.
struct Queue {
  WoundClock clock;
  sqs::FakeQueue messages;
  streamctl::testing::ScriptedPeer peer{
      [this](const streamctl::testing::PeerRequest& request, int) { return messages(request); }};

  ListenerSettings settings() {
    ListenerSettings settings;
    settings.server.opens_port = false;
    settings.queue = sqs::client_of(peer, clock);
    return settings;
  }
};

TEST(Listener, DeletesAMessageThatSucceededAndLeavesOneThatFailed) {
  Queue queue;
  queue.messages.add(1, created);
  queue.messages.add(2, "no event");
  Running listener(queue.settings());
  EXPECT_EQ(listener->url(), "");
  ASSERT_TRUE(listener.report.sightings.reached(2));
  listener.stop();
  listener.finish();
  std::string request = sqs::next(queue.messages.requests);
  if (request == "ChangeMessageVisibilityBatch:0 r-2")  // The two requests may come in any order.
    request = sqs::next(queue.messages.requests);
  EXPECT_EQ(request, "DeleteMessageBatch r-1");
  const auto counts = listener->queue_counts();
  ASSERT_TRUE(counts);
  EXPECT_EQ(counts->received, 2U);
  EXPECT_EQ(counts->deleted, 1U);
  EXPECT_THAT(listener.report.types, ElementsAre("call.created", "refused"));
  EXPECT_THAT(listener.report.troubles, ElementsAre(HasSubstr("stays on the queue")));
}

TEST(Listener, TakesNoMoreMessagesThanAreExpected) {
  Queue queue;
  for (int n = 1; n <= 3; ++n)
    queue.messages.add(n, created);
  ListenerSettings settings = queue.settings();
  settings.expectations = Expectations({.count = 1});
  settings.stops_at_count = true;
  Running listener(std::move(settings), true);
  ASSERT_TRUE(listener.report.sightings.reached(1));
  listener.finish();
  EXPECT_EQ(listener->queue_counts()->received, 1U);
}

TEST(Listener, RefusesPostsOfTopicsThatAreNotNamed) {
  Running listener;
  RawClient client(listener.port());
  client.send(post(R"({"Type":"Notification","MessageId":"m","TopicArn":"arn:aws:sns:a:1:b",)"
                   R"("Message":"{}","Timestamp":"t"})",
                   "x-amz-sns-message-type: Notification\r\n"));
  EXPECT_EQ(client.answer().status, 403);
}

TEST(Listener, SaysWhyItCannotListen) {
  Running first;
  Report report;
  const WoundClock clock;
  Random random(1);
  ListenerSettings settings;
  settings.server.port = first.port();
  const auto second = Listener::open(std::move(settings), report, clock, random);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::network);
  EXPECT_THAT(second.error().what, HasSubstr("address already in use"));
}

}  // namespace
}  // namespace streamctl::listener
