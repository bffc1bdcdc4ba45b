#include "check/run.h"

#include <chrono>
#include <stop_token>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "check/handler.h"
#include "delivery/wound_clock.h"

namespace streamctl::check {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using testing::ScriptedPeer;

delivery::WoundClock wound;

Verdict post_once(Probe& probe) {
  wound.wind(40ms);
  const auto outcome = probe.post(probe.sealed("{}"));
  return {outcome.status == 200 ? Status::pass : Status::fail, outcome.error, ""};
}
Verdict warns(Probe& /*probe*/) {
  return {Status::warn, "it will hurt", ""};
}

constexpr Check posts{"posts", "", "", "", post_once};
constexpr Check warning{"warning", "", "", "", warns};

struct Ran {
  Tally tally;
  std::vector<std::string> findings;
  std::vector<std::chrono::nanoseconds> durations;
};

Ran run_against(ScriptedPeer& peer, const std::vector<const Check*>& chosen) {
  Probing probing(peer.url());
  Ran ran;
  ran.tally = run(chosen, *probing, wound, {}, [&](const Finding& finding) {
    ran.findings.push_back(std::string(finding.check->name) + " " +
                           std::string(name_of(finding.verdict.status)));
    ran.durations.push_back(finding.duration);
  });
  return ran;
}

TEST(Run, ReportsEachFindingInOrderAndCountsThem) {
  ScriptedPeer peer({testing::answer(200), testing::answer(401)});
  const Ran ran = run_against(peer, {&posts, &warning, &posts});
  EXPECT_THAT(ran.findings, ElementsAre("posts pass", "warning warn", "posts fail"));
  EXPECT_EQ(ran.tally, (Tally{.pass = 1, .warn = 1, .fail = 1}));
  EXPECT_THAT(ran.durations, ElementsAre(40ms, 0ms, 40ms));
}

TEST(Run, SkipsTheRestOnceTheHandlerStoppedAnswering) {
  ScriptedPeer peer({testing::reset()});
  const Ran ran = run_against(peer, {&posts, &posts, &posts, &posts, &warning});
  EXPECT_THAT(ran.findings,
              ElementsAre("posts fail", "posts fail", "posts fail", "posts skip", "warning skip"));
  EXPECT_EQ(ran.tally, (Tally{.fail = 3, .skip = 2}));
  EXPECT_EQ(peer.requests().size(), 3U);
}

TEST(Run, CountsUnansweredRequestsInARowOnly) {
  ScriptedPeer peer({testing::reset(), testing::reset(), testing::answer(200), testing::reset(),
                     testing::reset(), testing::answer(200)});
  const Ran ran = run_against(peer, {&posts, &posts, &posts, &posts, &posts, &posts});
  EXPECT_EQ(ran.tally, (Tally{.pass = 2, .fail = 4}));
}

TEST(Run, DoesNotReportTheCheckThatAStopEnded) {
  std::stop_source stop;
  ScriptedPeer peer([&](const testing::PeerRequest&, int number) {
    if (number == 2) stop.request_stop();
    return number == 2 ? testing::silence() : testing::answer(200);
  });
  Probing probing(peer.url(), {}, stop.get_token(), 1h);
  int findings = 0;
  const Tally tally = run({&posts, &posts, &posts}, *probing, wound, stop.get_token(),
                          [&](const Finding&) { ++findings; });
  EXPECT_EQ(tally, (Tally{.pass = 1}));
  EXPECT_EQ(findings, 1);
  EXPECT_EQ(peer.requests().size(), 2U);
}

TEST(Probe, EndsARequestAtItsTimeout) {
  ScriptedPeer peer({testing::silence()});
  Probing probing(peer.url(), {}, {}, 50ms);
  EXPECT_EQ((*probing).post((*probing).sealed("{}")).kind, net::HttpOutcome::Kind::timeout);
  EXPECT_EQ((*probing).unanswered(), 1);
}

TEST(Probe, PostsTogetherAndKeepsTheOrder) {
  ScriptedPeer peer([](const testing::PeerRequest& request, int) {
    return testing::answer(request.body == "{\"n\":1}" ? 201 : 202);
  });
  Probing probing(peer.url());
  const auto outcomes =
      (*probing).post_together({(*probing).sealed("{\"n\":1}"), (*probing).sealed("{\"n\":2}")});
  ASSERT_EQ(outcomes.size(), 2U);
  EXPECT_EQ(outcomes[0].status, 201U);
  EXPECT_EQ(outcomes[1].status, 202U);
}

TEST(Probe, NumbersAnAttemptUnderTheSameIdAndSignature) {
  ScriptedPeer peer({testing::answer(200)});
  Probing probing(peer.url());
  const delivery::Envelope first = (*probing).sealed("{}");
  (*probing).post(first);
  (*probing).post(Probe::as_attempt(first, 2));
  const auto requests = peer.requests();
  ASSERT_EQ(requests.size(), 2U);
  EXPECT_EQ(requests[0].field("X-Webhook-Attempt"), "1");
  EXPECT_EQ(requests[1].field("X-Webhook-Attempt"), "2");
  for (const char* name : {"X-Webhook-Id", "X-Signature"})
    EXPECT_EQ(requests[0].field(name), requests[1].field(name));
}

}  // namespace
}  // namespace streamctl::check
