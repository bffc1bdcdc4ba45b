#include "sqs/producer.h"

#include <algorithm>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sqs/fake_queue.h"
#include "threads.h"

namespace streamctl::sqs {
namespace {

using namespace std::chrono_literals;
using testing::answer;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::PeerRequest;
using testing::ScriptedPeer;
using testing::Step;

/// Runs a producer with a peer, and advances the clock so that retries are due.
class SqsProducer : public ::testing::Test {
 protected:
  Producer& begin(const ScriptedPeer& peer, ProducerOptions options = {}) {
    return producer_.emplace(
        client_of(peer, clock_), options,
        [this](Outbound&& sent) { finished_.push_back(std::move(sent)); }, clock_, Random(1));
  }

  void send(int count) {
    for (int n = 0; n < count; ++n) {
      while (!producer_->has_room())
        poll();
      producer_->send(static_cast<std::uint64_t>(n), {"body " + std::to_string(n), "", ""});
    }
  }

  void poll() {
    producer_->poll(10ms);
    clock_.wind(1s);
  }

  void finish() {
    producer_->flush();
    while (producer_->in_flight() > 0)
      poll();
  }

  /// The bodies in each request.
  static std::vector<std::vector<std::string>> batches(const ScriptedPeer& peer) {
    std::vector<std::vector<std::string>> all;
    for (const PeerRequest& request : peer.requests())
      all.push_back(entries_of(request, "MessageBody"));
    return all;
  }

  testing::WoundClock clock_;
  std::vector<Outbound> finished_;
  std::optional<Producer> producer_;
};

TEST_F(SqsProducer, SendsTenMessagesInARequest) {
  ScriptedPeer peer([](const PeerRequest& request, int) { return all_done(request); });
  begin(peer);
  send(25);
  EXPECT_EQ(finished_.size() + producer_->in_flight(), 25U);
  finish();
  std::vector<std::size_t> sizes;
  for (const auto& batch : batches(peer))
    sizes.push_back(batch.size());
  EXPECT_THAT(sizes, ElementsAre(10, 10, 5));
  ASSERT_EQ(finished_.size(), 25U);
  EXPECT_EQ(finished_[0].tag, 0U);
  EXPECT_EQ(finished_[0].message_id, "sqs-0");
  ASSERT_EQ(finished_[0].tries.size(), 1U);
  EXPECT_TRUE(finished_[0].tries[0].done);
}

TEST_F(SqsProducer, RetriesAloneAnEntryThatFailed) {
  ScriptedPeer peer([](const PeerRequest& request, int number) {
    if (number > 1) return all_done(request);
    return answer(200, R"({"Successful":[{"Id":"0","MessageId":"a"},{"Id":"2","MessageId":"c"}],)"
                       R"("Failed":[{"Id":"1","Code":"InternalError","SenderFault":false}]})");
  });
  begin(peer);
  send(3);
  finish();
  EXPECT_THAT(batches(peer),
              ElementsAre(ElementsAre("body 0", "body 1", "body 2"), ElementsAre("body 1")));
  ASSERT_EQ(finished_.size(), 3U);
  const Outbound& retried = finished_.back();
  EXPECT_EQ(retried.tag, 1U);
  ASSERT_EQ(retried.tries.size(), 2U);
  EXPECT_EQ(retried.tries[0].status, 500U);
  EXPECT_EQ(retried.tries[0].error, "InternalError");
  EXPECT_TRUE(retried.tries[1].done);
}

TEST_F(SqsProducer, DoesNotRetryTheSendersFault) {
  ScriptedPeer peer({answer(
      200, R"({"Failed":[{"Id":"0","Code":"InvalidMessageContents","SenderFault":true}]})")});
  begin(peer);
  send(1);
  finish();
  EXPECT_EQ(peer.requests().size(), 1U);
  ASSERT_EQ(finished_.size(), 1U);
  EXPECT_FALSE(finished_[0].tries.back().done);
  EXPECT_EQ(finished_[0].tries.back().status, 400U);
}

TEST_F(SqsProducer, GivesUpAfterItsLastTry) {
  ScriptedPeer peer({answer(503)});
  begin(peer, {1, 3});
  send(2);
  finish();
  EXPECT_EQ(peer.requests().size(), 3U);
  ASSERT_EQ(finished_.size(), 2U);
  EXPECT_EQ(finished_[1].tries.size(), 3U);
  EXPECT_THAT(finished_[1].tries.back().hint, HasSubstr("try again in a while"));
}

TEST_F(SqsProducer, KeepsTheOrderOfOneBatchAtATimeThroughARetry) {
  ScriptedPeer peer([](const PeerRequest& request, int number) {
    return number == 1 ? answer(500) : all_done(request);
  });
  begin(peer, {1, 3});
  send(12);
  finish();
  std::vector<std::uint64_t> tags;
  for (const Outbound& one : finished_)
    tags.push_back(one.tag);
  EXPECT_TRUE(std::is_sorted(tags.begin(), tags.end()));
  EXPECT_EQ(batches(peer).size(), 3U);
  EXPECT_EQ(batches(peer)[0], batches(peer)[1]);
}

TEST_F(SqsProducer, FailsAtOnceAMessageThatSqsCannotAccept) {
  ScriptedPeer peer({answer(500)});
  begin(peer);
  producer_->send(7, {std::string(message_bytes_max + 1, 'x'), "", ""});
  ASSERT_EQ(finished_.size(), 1U);
  EXPECT_EQ(finished_[0].tag, 7U);
  EXPECT_THAT(finished_[0].tries.back().error, HasSubstr("256 KiB"));
  EXPECT_EQ(producer_->in_flight(), 0U);
  EXPECT_TRUE(peer.requests().empty());
}

TEST_F(SqsProducer, CutsWhatIsInFlight) {
  ScriptedPeer peer({testing::silence()});
  begin(peer, {2, 3});
  send(11);
  while (peer.requests().empty())
    producer_->poll(10ms);
  producer_->cut();
  EXPECT_EQ(producer_->in_flight(), 0U);
  ASSERT_EQ(finished_.size(), 11U);
  for (const Outbound& one : finished_)
    EXPECT_EQ(one.tries.back().error, "interrupted");
}

}  // namespace
}  // namespace streamctl::sqs
