// How runs of listen and watch end: which exit code, or which error.
#include "commands/listen/outcome.h"

#include <chrono>
#include <csignal>
#include <functional>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "commands/watch/outcome.h"
#include "desk.h"

namespace streamctl::cli {
namespace {

using namespace std::chrono_literals;
using listener::Expectations;

Expectations expecting(const std::string& type, const std::string& came = "") {
  Expectations expectations({.wanted = {{type}}});
  if (!came.empty()) expectations.saw(came);
  return expectations;
}

Expectations forbidding(const std::string& type, const std::string& came) {
  Expectations expectations({.forbidden = {type}});
  expectations.saw(came);
  return expectations;
}

/// "0", or the error and its hint.
std::string text_of(const Result<ExitCode>& verdict) {
  if (verdict) return std::to_string(*verdict);
  const Error& error = verdict.error();
  return error.what + (error.hint.empty() ? "" : " | " + error.hint);
}

std::string listened(const ListenOutcome& outcome, const Expectations& expectations, int signal = 0,
                     const listener::Tally& tally = {},
                     std::optional<std::chrono::nanoseconds> duration = {}) {
  testing::Desk desk;
  if (signal != 0) desk.interrupt(signal);
  ListenPlan plan;
  plan.timeout = 30s;
  plan.duration = duration;
  const auto verdict =
      verdict_on(outcome, plan, expectations, tally, "http://127.0.0.1:1/", desk.context);
  return text_of(verdict) + desk.err.str();
}

const std::string nothing_came =
    "call.created (0 of 1) | nothing came at all: are events sent to http://127.0.0.1:1/?";

TEST(ListenOutcome, IsSuccessWhenAllThatWasExpectedCame) {
  EXPECT_EQ(listened({}, {}), "0");
  EXPECT_EQ(listened({}, expecting("call.created", "call.created")), "0");
  EXPECT_EQ(listened({}, expecting("call.created", "call.created"), SIGINT), "0");
}

TEST(ListenOutcome, NamesWhatDidNotCome) {
  EXPECT_EQ(listened({.timed_out = true}, expecting("call.created")),
            "not all that was expected came within 30s: " + nothing_came);
  EXPECT_EQ(listened({}, expecting("call.created")),
            "not all that was expected came before the end: " + nothing_came);
  listener::Tally tally;
  tally.add_refusal(false);
  EXPECT_EQ(listened({}, expecting("call.created"), 0, tally),
            "not all that was expected came before the end: call.created (0 of 1) | 1 refused: is "
            "it the right secret?");
}

TEST(ListenOutcome, FailsWhereSomethingForbiddenCame) {
  EXPECT_EQ(listened({}, forbidding("call.*", "call.ended")),
            "call.ended came, which --forbid rules out");
  EXPECT_EQ(listened({}, forbidding("call.*", "user.updated")), "0");
}

TEST(ListenOutcome, IsTheSignalsCodeWhereItCameTooEarly) {
  EXPECT_EQ(listened({}, {}, SIGINT), "0") << "there was nothing to wait for";
  EXPECT_EQ(listened({}, expecting("call.created"), SIGINT), "130");
  EXPECT_EQ(listened({}, {}, SIGTERM, {}, 10s), "143");
  EXPECT_EQ(listened({.has_command = true}, {}, SIGINT), "130");
  EXPECT_EQ(listened({.command_waits = true}, {}, SIGINT), "130");
}

TEST(ListenOutcome, IsNoSuccessWhereTheCommandWasNotRun) {
  EXPECT_EQ(listened({.command_waits = true}, {}),
            "the command was not run: there was no public address until the end | give it more "
            "time with --for or --timeout");
}

TEST(ListenOutcome, IsTheCommandsCodeWhereItFailed) {
  const ListenOutcome failed{.has_command = true, .command_ended = true, .command_code = 3};
  EXPECT_EQ(listened(failed, {}), "3");
  EXPECT_EQ(listened(failed, expecting("call.created")),
            "3streamctl: error: not all that was expected came before the command ended with 3: "
            "call.created (0 of 1)\nhint: nothing came at all: are events sent to "
            "http://127.0.0.1:1/?\n");
  const ListenOutcome cut{
      .has_command = true, .command_ended = true, .cut_short = true, .command_code = 143};
  EXPECT_EQ(listened(cut, {}), "0") << "the listener ended the command";
}

TEST(ListenOutcome, IsTheErrorThatEndedTheQueue) {
  ListenOutcome outcome;
  outcome.queue_error = refused_error("the queue is gone");
  EXPECT_EQ(listened(outcome, forbidding("*", "call.ended")), "the queue is gone");
}

TEST(ListenOutcome, ReportsTheCommandAsACase) {
  const auto cases =
      report_cases({.has_command = true, .command_ended = true, .command_code = 3}, {}, 1s);
  ASSERT_EQ(cases.size(), 1U);
  EXPECT_EQ(cases[0].name, "command");
  EXPECT_EQ(cases[0].result, JunitCase::Result::failed);
  EXPECT_TRUE(report_cases({.command_ended = true, .cut_short = true}, {}, 1s).empty());
}

std::string watched(const WatchOutcome& outcome, const Expectations& expectations, int signal = 0,
                    std::optional<std::chrono::nanoseconds> duration = {}) {
  testing::Desk desk;
  if (signal != 0) desk.interrupt(signal);
  WatchSetup setup;
  setup.watcher.access.base_url = "http://api";
  setup.timeout = 30s;
  setup.duration = duration;
  return text_of(verdict_on(outcome, setup, expectations, desk.context));
}

TEST(WatchOutcome, IsSuccessWhenAllThatWasExpectedCame) {
  EXPECT_EQ(watched({.is_watching = true}, {}), "0");
  EXPECT_EQ(watched({.is_watching = true}, expecting("custom", "custom"), SIGINT), "0");
  EXPECT_EQ(watched({.is_watching = true, .deliveries_failed = 1}, {}), "0")
      << "without an end, failed deliveries were shown and are no result";
}

TEST(WatchOutcome, NamesWhatDidNotCome) {
  EXPECT_EQ(watched({.timed_out = true, .is_watching = true}, expecting("custom")),
            "not all that was expected came within 30s: custom (0 of 1)");
  EXPECT_EQ(watched({}, expecting("custom")),
            "not all that was expected came before the end: custom (0 of 1) | the calls were not "
            "watched yet");
}

TEST(WatchOutcome, IsTheFailureThatEndedIt) {
  WatchOutcome outcome{.recording_failure = refused_error("disk full"), .is_watching = true};
  EXPECT_EQ(watched(outcome, {}), "disk full");
  outcome.failure = refused_error("unknown key");
  EXPECT_EQ(watched(outcome, {}), "unknown key");
  EXPECT_EQ(watched(outcome, forbidding("*", "custom")), "custom came, which --forbid rules out");
}

TEST(WatchOutcome, FailsWhereNothingWasWatchedOrDelivered) {
  EXPECT_EQ(watched({.loss = "refused"}, {}, 0, 10s),
            "no connection to http://api within 10s: refused");
  EXPECT_EQ(watched({.is_watching = true, .deliveries_failed = 2}, {}, 0, 10s),
            "2 deliveries to the target of --forward-to failed");
  EXPECT_EQ(watched({}, {}, SIGTERM, 10s), "143");
}

}  // namespace
}  // namespace streamctl::cli
