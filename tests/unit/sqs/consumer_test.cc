#include "sqs/consumer.h"

#include <map>
#include <set>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sqs/fake_queue.h"
#include "threads.h"

namespace streamctl::sqs {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using testing::PeerRequest;
using testing::ScriptedPeer;

constexpr const char* denied = R"({"__type":"com.amazonaws.sqs#AccessDenied","message":"no"})";

/// A consumer of a fake queue; its reports go to queues that the test reads.
class SqsConsumer : public ::testing::Test {
 protected:
  void begin(ConsumerOptions options = {}) {
    ConsumerParts parts;
    parts.arrived = [this](std::vector<Arrival>&& arrivals) {
      for (Arrival& arrival : arrivals)
        arrivals_.push(std::move(arrival));
    };
    parts.trouble = [this](const std::string& words) { troubles_.push(std::string(words)); };
    parts.ended = [this](std::optional<Error> error) { ended_.push(std::move(error)); };
    consumer_.emplace(client_of(peer_, clock_), options, std::move(parts), clock_, Random(1));
  }

  /// Settles the messages with these tickets as done or failed.
  void settle(const std::vector<std::uint64_t>& tickets, bool done = true,
              std::uint64_t wanted = unlimited) {
    std::vector<Settled> settled;
    for (const std::uint64_t ticket : tickets)
      settled.push_back({ticket, done});
    consumer_->settle(std::move(settled), wanted);
  }

  std::optional<Error> drain(std::chrono::nanoseconds grace = 60s) {
    consumer_->drain(grace);
    return next(ended_);
  }

  testing::WoundClock clock_;
  FakeQueue queue_;
  ScriptedPeer peer_{[this](const PeerRequest& request, int) { return queue_(request); }};
  BoundedQueue<Arrival> arrivals_{1000};
  BoundedQueue<std::string> troubles_{1000};
  BoundedQueue<std::optional<Error>> ended_{1};
  std::optional<Consumer> consumer_;
};

TEST_F(SqsConsumer, HandsMessagesOverAndDeletesThemOnceTheyAreDone) {
  for (int n = 1; n <= 3; ++n)
    queue_.add(n, "body " + std::to_string(n));
  begin();
  std::vector<std::uint64_t> tickets;
  for (int n = 1; n <= 3; ++n) {
    const Arrival arrival = next(arrivals_);
    EXPECT_EQ(arrival.id, "id-" + std::to_string(n));
    EXPECT_EQ(arrival.body, "body " + std::to_string(n));
    tickets.push_back(arrival.ticket);
  }
  settle(tickets);
  EXPECT_EQ(drain(), std::nullopt);
  EXPECT_EQ(next(queue_.requests), "DeleteMessageBatch r-1 r-2 r-3");
  Counts expected;
  expected.received = expected.deleted = 3;
  EXPECT_EQ(consumer_->counts(), expected);
}

TEST_F(SqsConsumer, ReleasesOnShutdownWhatIsNotSettledWithinTheGrace) {
  queue_.add(1, "one");
  queue_.add(2, "two");
  begin();
  const auto first = next(arrivals_);
  next(arrivals_);
  settle({first.ticket});
  consumer_->drain(10s);
  EXPECT_EQ(next(queue_.requests), "DeleteMessageBatch r-1");
  clock_.wind(11s);
  consumer_->drain(10s);  // Wakes it.
  EXPECT_EQ(next(queue_.requests), "ChangeMessageVisibilityBatch:0 r-2");
  EXPECT_EQ(next(ended_), std::nullopt);
  EXPECT_EQ(consumer_->counts().deleted, 1U);
  EXPECT_EQ(consumer_->counts().released, 1U);
}

TEST_F(SqsConsumer, LeavesAMessageThatIsNotDoneAndReleasesItsGroup) {
  queue_.add(1, "one", "g");
  queue_.add(2, "two", "g");
  queue_.add(3, "three", "h");
  begin();
  const auto first = next(arrivals_);
  EXPECT_EQ(first.id, "id-1");
  EXPECT_EQ(next(arrivals_).id, "id-3") << "one message of a group at a time";
  settle({first.ticket}, false);
  EXPECT_EQ(next(queue_.requests), "ChangeMessageVisibilityBatch:0 r-2");
}

TEST_F(SqsConsumer, ExtendsTheVisibilityOfMessagesInHand) {
  queue_.add(1, "one");
  begin();
  next(arrivals_);
  clock_.wind(16s);
  consumer_->settle({});  // Wakes it.
  EXPECT_EQ(next(queue_.requests), "ChangeMessageVisibilityBatch:30 r-1");
}

TEST_F(SqsConsumer, HoldsNoMoreMessagesThanAreWanted) {
  for (int n = 1; n <= 5; ++n)
    queue_.add(n, "body");
  ConsumerOptions options;
  options.wanted = 2;
  begin(options);
  const auto first = next(arrivals_);
  const auto second = next(arrivals_);
  settle({first.ticket, second.ticket}, true, 1);
  EXPECT_EQ(next(arrivals_).id, "id-3");
  consumer_->drain(0s);
  next(ended_);
  EXPECT_EQ(arrivals_.pop_for(0ns), std::nullopt);
  std::vector<int> counts;
  for (const PeerRequest& request : peer_.requests())
    if (action_of(request) == "ReceiveMessage")
      counts.push_back(Json::parse(request.body)["MaxNumberOfMessages"].get<int>());
  EXPECT_THAT(counts, ::testing::ElementsAre(2, 1));
}

TEST_F(SqsConsumer, LeavesADamagedMessageOnTheQueueAndReportsItOnce) {
  queue_.add(1, "one", "", "00000000000000000000000000000000");
  queue_.add(2, "two", "", "00000000000000000000000000000000");
  queue_.add(3, "three");
  begin();
  EXPECT_EQ(next(arrivals_).id, "id-3");
  EXPECT_THAT(next(troubles_), HasSubstr("MD5OfBody"));
  consumer_->drain(0s);
  next(ended_);
  EXPECT_EQ(troubles_.pop_for(0ns), std::nullopt);
  EXPECT_EQ(consumer_->counts().left, 2U);
}

TEST_F(SqsConsumer, RetriesATransientFailureAndReportsBothEnds) {
  queue_.fail_with({testing::answer(500), testing::answer(500)});
  queue_.add(1, "one");
  begin();
  EXPECT_THAT(next(troubles_), HasSubstr("trying again"));
  EXPECT_EQ(arrivals_.pop_for(0ns), std::nullopt);
  std::optional<Arrival> arrival;
  while (!arrival) {  // Each failure waits for the clock.
    clock_.wind(1s);
    consumer_->settle({});
    arrival = arrivals_.pop_for(10ms);
  }
  EXPECT_EQ(next(troubles_), "the queue answers again");
  EXPECT_EQ(troubles_.pop_for(0ns), std::nullopt) << "reported once, not for each failure";
}

TEST_F(SqsConsumer, EndsWithAFailureThatIsNotTransient) {
  queue_.fail_with({testing::answer(403, denied)});
  begin();
  const auto error = next(ended_);
  ASSERT_TRUE(error);
  EXPECT_EQ(error->kind, ErrorKind::refused);
  EXPECT_THAT(error->what, HasSubstr("access denied"));
  EXPECT_THAT(error->hint, HasSubstr("sqs:ReceiveMessage"));
}

TEST_F(SqsConsumer, ReadsTheAttributesOrWhyNot) {
  ScriptedPeer peer({testing::answer(200, R"({"Attributes":{"VisibilityTimeout":"90"}})"),
                     testing::answer(403, denied),
                     testing::answer(400, R"({"__type":"x#QueueDoesNotExist"})")});
  const auto client = client_of(peer, clock_);
  const auto known = look_at(*client, {});
  ASSERT_TRUE(known && *known);
  EXPECT_EQ((*known)->visibility, 90s);
  EXPECT_EQ(*look_at(*client, {}), std::nullopt) << "they may be secret, and the messages not";
  EXPECT_THAT(look_at(*client, {}).error().what, HasSubstr("no such queue"));
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(look_at(*client, stop.get_token()).error().what, "interrupted");
}

}  // namespace
}  // namespace streamctl::sqs
