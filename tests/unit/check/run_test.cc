#include "check/run.h"

#include <algorithm>
#include <chrono>
#include <stop_token>
#include <string>
#include <string_view>
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
  RunResult result;
  std::vector<std::string> findings;
  std::vector<std::chrono::nanoseconds> durations;
};

Ran run_against(ScriptedPeer& peer, const std::vector<const Check*>& chosen,
                RunOptions options = {}) {
  Probing probing(peer.url());
  Ran ran;
  options.tell = [&](const Finding& finding) {
    ran.findings.push_back(std::string(finding.check->name) + " " +
                           std::string(name_of(finding.verdict.status)));
    ran.durations.push_back(finding.duration);
  };
  ran.result = run(chosen, *probing, wound, {}, options);
  return ran;
}

TEST(Run, ReportsEachFindingInOrderAndCountsThem) {
  ScriptedPeer peer({testing::answer(200), testing::answer(401)});
  const Ran ran = run_against(peer, {&posts, &warning, &posts});
  EXPECT_THAT(ran.findings, ElementsAre("posts pass", "warning warn", "posts fail"));
  EXPECT_EQ(ran.result.tally, (Tally{.pass = 1, .warn = 1, .fail = 1}));
  EXPECT_THAT(ran.durations, ElementsAre(40ms, 0ms, 40ms));
}

TEST(Run, SkipsTheRestOnceTheHandlerStoppedAnswering) {
  ScriptedPeer peer({testing::reset()});
  const Ran ran = run_against(peer, {&posts, &posts, &posts, &posts, &warning});
  EXPECT_THAT(ran.findings,
              ElementsAre("posts fail", "posts fail", "posts fail", "posts skip", "warning skip"));
  EXPECT_EQ(ran.result.tally, (Tally{.fail = 3, .skip = 2}));
  EXPECT_EQ(peer.requests().size(), 3U);
}

TEST(Run, CountsUnansweredRequestsInARowOnly) {
  ScriptedPeer peer({testing::reset(), testing::reset(), testing::answer(200), testing::reset(),
                     testing::reset(), testing::answer(200)});
  const Ran ran = run_against(peer, {&posts, &posts, &posts, &posts, &posts, &posts});
  EXPECT_EQ(ran.result.tally, (Tally{.pass = 2, .fail = 4}));
}

/// All checks of names, in their order.
std::vector<const Check*> named(const std::vector<std::string_view>& names) {
  std::vector<const Check*> chosen;
  for (const Check& check : checks()) {
    if (std::find(names.begin(), names.end(), check.name) != names.end()) chosen.push_back(&check);
  }
  return chosen;
}

TEST(Run, EndsWithOneDiagnosisWhereEverythingIsRefused) {
  ScriptedPeer peer({testing::answer(401)});
  const Ran ran = run_against(peer, named({"accepts-valid", "accepts-gzip", "rejects-get"}));
  EXPECT_THAT(ran.findings,
              ElementsAre("accepts-valid fail", "accepts-gzip skip", "rejects-get skip"));
  EXPECT_EQ(ran.result.not_run, 2);
  ASSERT_TRUE(ran.result.refusal);
  EXPECT_EQ(ran.result.refusal->what,
            "the handler refuses a valid event (401): does it have the secret given here?");
  EXPECT_EQ(peer.requests().size(), 3U);
}

TEST(Run, KeepsGoingAndSkipsThePassesThatProveNothing) {
  ScriptedPeer peer({testing::answer(401)});
  const Ran ran = run_against(
      peer, named({"accepts-valid", "accepts-gzip", "rejects-get", "answers-fast", "keep-alive"}),
      {.keep_going = true});
  EXPECT_THAT(ran.findings,
              ElementsAre("accepts-valid fail", "accepts-gzip fail", "rejects-get skip",
                          "answers-fast skip", "keep-alive pass"));
  EXPECT_EQ(ran.result.not_run, 0);
  EXPECT_TRUE(ran.result.refusal);
}

TEST(Run, GoesOnIfAnyOtherEventIsAccepted) {
  ScriptedPeer peer({testing::answer(503), testing::answer(503), testing::answer(200)});
  const Ran ran = run_against(peer, named({"accepts-valid", "accepts-gzip"}));
  EXPECT_THAT(ran.findings, ElementsAre("accepts-valid fail", "accepts-gzip pass"));
  EXPECT_FALSE(ran.result.refusal);
}

TEST(Run, AsksWhetherAnythingIsAcceptedBeforeARejectionCounts) {
  ScriptedPeer refuses({testing::answer(403)});
  const Ran ran = run_against(refuses, named({"rejects-other-secret", "rejects-get"}));
  EXPECT_THAT(ran.findings, ElementsAre("rejects-other-secret skip", "rejects-get skip"));
  EXPECT_TRUE(ran.result.refusal);
  ScriptedPeer accepts({testing::answer(403), testing::answer(200), testing::answer(405)});
  EXPECT_THAT(run_against(accepts, named({"rejects-other-secret", "rejects-get"})).findings,
              ElementsAre("rejects-other-secret pass", "rejects-get pass"));
}

TEST(Run, SaysWhatMostLikelyStandsBetween) {
  const struct {
    testing::Step step;
    const char* what;
  } rows[] = {
      {testing::answer(400), "the handler refuses a valid event (400): does it have the secret"},
      {testing::answer(500), "the handler refuses a valid event (500): look for the exception"},
      {testing::answer(404), "http://127.0.0.1:"},
      {testing::reset(), "http://127.0.0.1:"},
  };
  for (const auto& row : rows) {
    ScriptedPeer peer({row.step});
    const Ran ran = run_against(peer, named({"accepts-valid"}));
    ASSERT_TRUE(ran.result.refusal);
    EXPECT_THAT(ran.result.refusal->what, ::testing::StartsWith(row.what));
  }
}

TEST(Run, WaitsOnlyOnceMoreForAHandlerThatHangs) {
  ScriptedPeer peer({testing::silence()});
  Probing probing(peer.url(), {}, {}, 500ms);
  const RunResult result = run(named({"accepts-valid", "keep-alive"}), *probing, wound, {}, {});
  EXPECT_EQ(result.tally, (Tally{.fail = 1, .skip = 1}));
  EXPECT_EQ(peer.requests().size(), 2U);
}

TEST(Run, DoesNotReportTheCheckThatAStopEnded) {
  std::stop_source stop;
  ScriptedPeer peer([&](const testing::PeerRequest&, int number) {
    if (number == 2) stop.request_stop();
    return number == 2 ? testing::silence() : testing::answer(200);
  });
  Probing probing(peer.url(), {}, stop.get_token(), 1h);
  int findings = 0;
  const RunResult result = run({&posts, &posts, &posts}, *probing, wound, stop.get_token(),
                               {.tell = [&](const Finding&) { ++findings; }});
  EXPECT_EQ(result.tally, (Tally{.pass = 1}));
  EXPECT_EQ(result.not_run, 2);
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
