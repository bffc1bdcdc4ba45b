#include "sqs/event_producer.h"

#include <thread>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sqs/fake_queue.h"
#include "sqs/send_all.h"
#include "threads.h"

namespace streamctl::sqs {
namespace {

using namespace std::chrono_literals;
using testing::answer;
using ::testing::ElementsAre;
using testing::PeerRequest;
using testing::ScriptedPeer;

delivery::Outgoing event(int number, const std::string& call = "default:a") {
  delivery::Outgoing outgoing;
  outgoing.webhook_id = "id-" + std::to_string(number);
  outgoing.type = "call.created";
  outgoing.call_cid = call;
  outgoing.body = std::make_shared<const std::string>(R"({"type":"call.created"})");
  return outgoing;
}

/// Sends events to a peer, and keeps the reports.
class SqsEvents : public ::testing::Test {
 protected:
  EventProducer& begin(const ScriptedPeer& peer, const std::string& queue = "q") {
    return producer_.emplace(
        client_of(peer, clock_, queue), ProducerOptions{4, 3},
        [this](const delivery::Outgoing& outgoing, delivery::Delivery&& report,
               const std::string&) {
          EXPECT_EQ(outgoing.call_cid, report.call_cid);
          reports_.push_back(std::move(report));
        },
        clock_, Random(1));
  }

  static delivery::Source events(int count, std::chrono::nanoseconds every = 0ns) {
    return [=, sent = 0]() mutable -> std::optional<delivery::Planned> {
      if (sent == count) return std::nullopt;
      ++sent;
      return delivery::Planned{event(sent), (sent - 1) * every};
    };
  }

  testing::WoundClock clock_;
  std::vector<delivery::Delivery> reports_;
  std::optional<EventProducer> producer_;
};

/// The value of `key` in the only entry of a request.
std::string entry_of(const PeerRequest& request, const char* key) {
  const Json body = Json::parse(request.body);
  return body["Entries"][0].value(key, "none");
}

TEST_F(SqsEvents, AreSentAsJsonOrAsBase64OfTheirGzip) {
  ScriptedPeer peer([](const PeerRequest& request, int) { return all_done(request); });
  EventProducer& producer = begin(peer);
  delivery::Outgoing small = event(1);
  small.gzip = true;
  delivery::Outgoing large = event(2);
  large.body = std::make_shared<const std::string>(std::string(300, ' ') + "{}");
  delivery::Outgoing packed = large;
  packed.gzip = true;
  for (const delivery::Outgoing& one : {small, large, packed}) {
    producer.send(delivery::Outgoing(one));
    producer.flush();
    while (producer.in_flight() > 0)
      producer.poll(1s);
  }
  const auto requests = peer.requests();
  ASSERT_EQ(requests.size(), 3U);
  EXPECT_EQ(entry_of(requests[0], "MessageBody"), *small.body) << "too short to compress";
  EXPECT_EQ(entry_of(requests[1], "MessageBody"), *large.body);
  EXPECT_TRUE(entry_of(requests[2], "MessageBody").starts_with("H4sI"));
  EXPECT_EQ(entry_of(requests[0], "MessageGroupId"), "none");
  EXPECT_EQ(entry_of(requests[0], "MessageDeduplicationId"), "none");
}

TEST_F(SqsEvents, HaveTheirCallAsGroupAndTheirIdOnAFifoQueue) {
  ScriptedPeer peer([](const PeerRequest& request, int) { return all_done(request); });
  EventProducer& producer = begin(peer, "q.fifo");
  for (const char* call : {"default:a", ""}) {
    producer.send(event(1, call));
    producer.flush();
    while (producer.in_flight() > 0)
      producer.poll(1s);
  }
  const auto requests = peer.requests();
  ASSERT_EQ(requests.size(), 2U);
  EXPECT_EQ(entry_of(requests[0], "MessageGroupId"), "default:a");
  EXPECT_EQ(entry_of(requests[0], "MessageDeduplicationId"), "id-1");
  EXPECT_EQ(entry_of(requests[1], "MessageGroupId"), "events");
}

TEST_F(SqsEvents, AreReportedWithAnAttemptForEachTry) {
  ScriptedPeer peer([this](const PeerRequest& request, int number) {
    clock_.wind(2s);
    return number == 1 ? answer(500) : all_done(request);
  });
  EventProducer& producer = begin(peer);
  producer.send(event(1));
  producer.flush();
  while (producer.in_flight() > 0) {
    producer.poll(10ms);
    if (peer.requests().size() == 1) clock_.wind(1s);  // The retry is due.
  }
  ASSERT_EQ(reports_.size(), 1U);
  const delivery::Delivery& report = reports_[0];
  EXPECT_EQ(report.webhook_id, "sqs-0") << "the message's id";
  EXPECT_EQ(report.type, "call.created");
  EXPECT_TRUE(report.delivered);
  ASSERT_EQ(report.attempts.size(), 2U);
  EXPECT_EQ(report.attempts[0].outcome, delivery::Outcome::status);
  EXPECT_EQ(report.attempts[0].status, 500U);
  EXPECT_EQ(report.attempts[0].offset, 0ns);
  EXPECT_EQ(report.attempts[1].number, 2);
  EXPECT_EQ(report.attempts[1].outcome, delivery::Outcome::ok);
  EXPECT_GE(report.attempts[1].offset, 2s);
}

TEST_F(SqsEvents, ReportsEveryEventOnce) {
  ScriptedPeer peer([](const PeerRequest& request, int) { return all_done(request); });
  const auto result = send_all(begin(peer), events(95), std::nullopt, clock_, {});
  EXPECT_FALSE(result.stopped);
  EXPECT_EQ(reports_.size(), 95U);
  for (const auto& report : reports_)
    EXPECT_TRUE(report.delivered);
  EXPECT_EQ(producer_->in_flight(), 0U);
}

TEST_F(SqsEvents, KeepsTheOrderOnAFifoQueue) {
  ScriptedPeer peer([](const PeerRequest& request, int) { return all_done(request); });
  send_all(begin(peer, "q.fifo"), events(35), std::nullopt, clock_, {});
  std::vector<std::string> ids;
  for (const PeerRequest& request : peer.requests())
    for (const std::string& id : entries_of(request, "MessageDeduplicationId"))
      ids.push_back(id);
  ASSERT_EQ(ids.size(), 35U);
  for (int n = 0; n < 35; ++n)
    EXPECT_EQ(ids[static_cast<std::size_t>(n)], "id-" + std::to_string(n + 1));
}

TEST_F(SqsEvents, SendsAnEventWhenItIsDueAndTheBatchBeforeItAtOnce) {
  ScriptedPeer peer([this](const PeerRequest& request, int) {
    clock_.wind(10s);
    return all_done(request);
  });
  const auto result = send_all(begin(peer), events(3, 10s), std::nullopt, clock_, {});
  EXPECT_EQ(peer.requests().size(), 3U) << "an event that is due does not wait for others";
  EXPECT_EQ(reports_.size(), 3U);
  EXPECT_EQ(result.took, 30s);
}

TEST_F(SqsEvents, StopsReadingAndCutsWhatDoesNotFinish) {
  std::stop_source stop;
  ScriptedPeer peer([&](const PeerRequest&, int) {
    stop.request_stop();
    return testing::silence();
  });
  EventProducer& producer = begin(peer);
  const std::jthread winder([&](const std::stop_token& token) {
    while (!token.stop_requested()) {
      clock_.wind(stop.stop_requested() ? 1s : 0s);
      std::this_thread::yield();
    }
  });
  const auto result = send_all(producer, events(1000), std::nullopt, clock_, stop.get_token());
  EXPECT_TRUE(result.stopped);
  EXPECT_LT(reports_.size(), 1000U);
  ASSERT_FALSE(reports_.empty());
  EXPECT_EQ(reports_.back().attempts.back().error, "interrupted");
}

TEST(TurnOf, IsTheEventsOwnTimeButNotFasterThanTheRate) {
  const delivery::Planned planned{event(1), 10s};
  EXPECT_EQ(delivery::turn_of(planned, 7, std::nullopt), 10s);
  EXPECT_EQ(delivery::turn_of(planned, 7, 0.5), 14s);
  EXPECT_EQ(delivery::turn_of(planned, 1, 0.5), 10s);
}

}  // namespace
}  // namespace streamctl::sqs
