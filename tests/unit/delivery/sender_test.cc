#include "delivery/sender.h"

#include <chrono>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
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
using ::testing::Pair;
using testing::PeerRequest;
using testing::reset;
using testing::ScriptedPeer;
using testing::silence;
using testing::Step;

SenderOptions options_for(const std::string& url) {
  SenderOptions options;
  options.target.url = url;
  options.target.api_key = "key";
  options.target.secret = Secret("secret");
  return options;
}

/// As above, for a target that does not answer.
SenderOptions impatient(const std::string& url) {
  SenderOptions options = options_for(url);
  options.policy.attempt_timeout = 500ms;
  options.policy.total_timeout = 1h;
  return options;
}

Outgoing event(const std::string& id = "id-1") {
  Outgoing outgoing;
  outgoing.webhook_id = id;
  outgoing.type = "call.created";
  outgoing.call_cid = "default:standup";
  outgoing.body = std::make_shared<const std::string>(R"({"type":"call.created"})");
  return outgoing;
}

/// Sends `count` events as fast as there is room, and waits until all are finished.
std::vector<Delivery> deliver(const SenderOptions& options, int count = 1,
                              const Clock& clock = SystemClock()) {
  std::vector<Delivery> finished;
  Sender sender(options,
                {nullptr, [&](Delivery&& delivery) { finished.push_back(std::move(delivery)); }},
                clock);
  int sent = 0;
  while (sent < count || sender.in_flight() > 0) {
    while (sent < count && sender.has_room())
      sender.send(event("id-" + std::to_string(++sent)));
    sender.poll(1s);
  }
  return finished;
}

std::string outcomes(const Delivery& delivery) {
  std::string text;
  for (const Attempt& attempt : delivery.attempts) {
    text += name_of(attempt.outcome);
    if (attempt.status != 0) text += std::to_string(attempt.status);
    text += ' ';
  }
  return text + (delivery.delivered ? "delivered" : "failed");
}

TEST(Sender, MakesExactlyTheDocumentedAttempts) {
  const struct {
    const char* name;
    std::vector<Step> steps;
    const char* outcomes;
  } rows[] = {
      {"ok", {answer(200)}, "ok200 delivered"},
      {"any 2xx", {answer(299)}, "ok299 delivered"},
      {"redirect", {answer(302)}, "status302 failed"},
      {"unauthorized", {answer(401)}, "status401 failed"},
      {"request timeout", {answer(408)}, "status408 status408 status408 failed"},
      {"too many", {answer(429)}, "status429 status429 status429 failed"},
      {"unavailable", {answer(503)}, "status503 status503 status503 failed"},
      {"reset", {reset()}, "network network failed"},
      {"silence", {silence()}, "timeout timeout timeout failed"},
      {"garbage", {{"\x16\x03\x01 no http", Step::Then::close, {}}}, "network network failed"},
      {"recovers", {answer(503), silence(), answer(200)}, "status503 timeout ok200 delivered"},
      {"503, reset", {answer(503), reset()}, "status503 network failed"},
      {"reset, 503", {reset(), answer(503)}, "network status503 status503 failed"},
      {"503, 400", {answer(503), answer(400)}, "status503 status400 failed"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    ScriptedPeer peer(row.steps);
    const bool times_out = std::string_view(row.outcomes).find("timeout") != std::string_view::npos;
    const auto finished = deliver(times_out ? impatient(peer.url()) : options_for(peer.url()));
    ASSERT_EQ(finished.size(), 1U);
    EXPECT_EQ(outcomes(finished[0]), row.outcomes);
    const auto requests = peer.requests();
    EXPECT_EQ(requests.size(), finished[0].attempts.size());
    for (std::size_t i = 0; i < requests.size(); ++i) {
      EXPECT_EQ(requests[i].field("X-Webhook-Attempt"), std::to_string(i + 1));
      EXPECT_EQ(requests[i].field("X-Webhook-Id"), "id-1");
      EXPECT_EQ(requests[i].field("X-Signature"), requests[0].field("X-Signature"));
    }
  }
}

TEST(Sender, GivesUpASilentTargetWithinTheTotal) {
  WoundClock clock;
  ScriptedPeer peer([&](const PeerRequest&, int) {
    clock.wind(400ms);  // The duration of the attempt.
    return silence();
  });
  SenderOptions options = options_for(peer.url());
  options.policy.attempt_timeout = 400ms;
  options.policy.total_timeout = 1s;
  const auto finished = deliver(options, 1, clock);
  ASSERT_EQ(finished.size(), 1U);
  std::vector<std::pair<std::chrono::nanoseconds, std::string>> attempts;
  for (const Attempt& attempt : finished[0].attempts)
    attempts.emplace_back(attempt.offset, attempt.error);
  EXPECT_THAT(attempts, ElementsAre(Pair(0ms, "no answer within 400ms"),
                                    Pair(400ms, "no answer within 400ms"),
                                    Pair(800ms, "no answer within 200ms")));
}

TEST(Sender, TellsEachAttemptAsItEnds) {
  ScriptedPeer peer({answer(500, "broken"), answer(200, "fine")});
  SenderOptions options = options_for(peer.url());
  options.response_bytes_max = 3;
  const SystemClock clock;
  std::vector<std::string> told;
  Sender sender(options,
                {[&](const Outgoing& outgoing, const Attempt& attempt) {
                   told.push_back(outgoing.webhook_id + " " + std::to_string(attempt.number) + " " +
                                  attempt.response_body + (attempt.response_cut ? "..." : ""));
                 },
                 [&](Delivery&& delivery) { told.push_back(outcomes(delivery)); }},
                clock);
  sender.send(event());
  while (sender.in_flight() > 0)
    sender.poll(1s);
  EXPECT_THAT(told, ElementsAre("id-1 1 bro...", "id-1 2 fin...", "status500 ok200 delivered"));
}

TEST(Sender, WaitsBetweenAttemptsWhenAsked) {
  ScriptedPeer peer({answer(503), answer(200)});
  SenderOptions options = options_for(peer.url());
  options.policy.retry_delay = 80ms;
  const auto finished = deliver(options);
  EXPECT_EQ(outcomes(finished.at(0)), "status503 ok200 delivered");
  EXPECT_GE(finished[0].attempts[1].offset, 80ms);
}

TEST(Sender, CountsAResetOfAKeptConnectionOnce) {
  ScriptedPeer peer({answer(200), reset(), answer(200)});
  const auto finished = deliver(options_for(peer.url()), 2);
  ASSERT_EQ(finished.size(), 2U);
  EXPECT_EQ(outcomes(finished[0]), "ok200 delivered");
  EXPECT_EQ(outcomes(finished[1]), "network ok200 delivered");
  EXPECT_EQ(peer.requests().size(), 3U);
}

TEST(Sender, CallsAConnectionNotMadeInTimeATimeout) {
  const testing::FullBacklog peer;
  SenderOptions options = options_for(peer.url());
  options.target.connect_timeout = 60ms;
  const auto finished = deliver(options);
  EXPECT_EQ(outcomes(finished.at(0)), "timeout timeout timeout failed");
  EXPECT_EQ(finished[0].attempts[0].error, "no connection within 60ms");
}

TEST(Sender, KeepsManyInFlightAndLosesNone) {
  ScriptedPeer peer(
      [](const PeerRequest&, int number) { return number % 5 == 0 ? answer(503) : answer(200); });
  SenderOptions options = options_for(peer.url());
  options.policy.attempt_timeout = 5s;
  options.concurrency = 8;
  const auto finished = deliver(options, 400);
  std::set<std::string> ids;
  std::size_t attempts = 0;
  for (const Delivery& delivery : finished) {
    ids.insert(delivery.webhook_id);
    attempts += delivery.attempts.size();
    EXPECT_EQ(delivery.type, "call.created");
    EXPECT_EQ(delivery.call_cid, "default:standup");
  }
  EXPECT_EQ(ids.size(), 400U);
  EXPECT_EQ(attempts, peer.requests().size());
}

TEST(Sender, HasRoomForAsManyAsAsked) {
  ScriptedPeer peer({silence()});
  SenderOptions options = options_for(peer.url());
  options.concurrency = 2;
  const SystemClock clock;
  Sender sender(options, {nullptr, [](Delivery&&) {}}, clock);
  sender.send(event());
  EXPECT_TRUE(sender.has_room());
  sender.send(event());
  EXPECT_FALSE(sender.has_room());
  EXPECT_EQ(sender.in_flight(), 2U);
}

TEST(Sender, CutsWhatIsInFlight) {
  ScriptedPeer peer({answer(503), silence()});
  SenderOptions options = options_for(peer.url());
  options.policy.attempt_timeout = 10s;
  options.policy.total_timeout = 20s;
  const SystemClock clock;
  std::vector<Delivery> finished;
  int tried = 0;
  Sender sender(options,
                {[&](const Outgoing&, const Attempt&) { ++tried; },
                 [&](Delivery&& delivery) { finished.push_back(std::move(delivery)); }},
                clock);
  sender.send(event());
  while (tried == 0)
    sender.poll(1s);
  sender.cut();
  EXPECT_EQ(sender.in_flight(), 0U);
  ASSERT_EQ(finished.size(), 1U);
  EXPECT_EQ(outcomes(finished[0]), "status503 network failed");
  EXPECT_EQ(finished[0].attempts[1].error, "interrupted");
  EXPECT_TRUE(finished[0].is_cut);
}

TEST(Sender, CutsARetryThatWaits) {
  ScriptedPeer peer({answer(503)});
  SenderOptions options = options_for(peer.url());
  options.policy.retry_delay = 10s;
  options.policy.total_timeout = 30s;
  const SystemClock clock;
  std::vector<Delivery> finished;
  int tried = 0;
  Sender sender(options,
                {[&](const Outgoing&, const Attempt&) { ++tried; },
                 [&](Delivery&& delivery) { finished.push_back(std::move(delivery)); }},
                clock);
  sender.send(event());
  while (tried == 0)
    sender.poll(1s);
  sender.cut();
  ASSERT_EQ(finished.size(), 1U);
  EXPECT_EQ(outcomes(finished[0]), "status503 failed");
  EXPECT_TRUE(finished[0].is_cut);
}

}  // namespace
}  // namespace streamctl::delivery
