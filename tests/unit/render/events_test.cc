#include "render/events.h"

#include <algorithm>
#include <chrono>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/time_text.h"
#include "samples.h"

namespace streamctl::cli {
namespace {

using namespace std::chrono_literals;

const Terminal plain{};
const WallTime at = sample_time();

listener::Delivery seen() {
  return sample_seen();
}

/// Removes the time, which is local.
std::string shown(const listener::Seen& one, EventView view = {},
                  const Terminal& terminal = plain) {
  return render_seen(one, view, terminal).substr(local_clock_text(at).size());
}

TEST(EventView, ShowsAnAcceptedEventWithItsBody) {
  EXPECT_EQ(shown(seen()),
            "  ✓ 200  call.created  default:standup  1.6 KiB  9f8b3c52\n  {\n    \"type\": "
            "\"call.created\"\n  }\n\n");
  EXPECT_EQ(shown(seen(), {.compact = true}),
            "  ✓ 200  call.created  default:standup  1.6 KiB  9f8b3c52\n");
}

TEST(EventView, NamesTheUserAndTheFactsOfACompactEvent) {
  auto one = seen();
  one.record.type = "custom";
  one.record.body = R"({"type":"custom","user":{"id":"john"},"custom": {"a" : [1, "b c"]}})";
  EXPECT_EQ(shown(one, {.compact = true}),
            "  ✓ 200  custom  default:standup  john  {\"a\":[1,\"b c\"]}  1.6 KiB  9f8b3c52\n");
  EXPECT_THAT(shown(one), testing::HasSubstr("\n    user: {…} john\n"));
  EXPECT_THAT(shown(one, {.full = true}), testing::HasSubstr("    \"user\": {\n      \"id\""));
}

TEST(EventView, KeepsTheIdLongerThanTheSizeAndTheCall) {
  const auto one = seen();
  const auto at_width = [&](std::size_t width) {
    return render_seen(one, {.compact = true}, {.width = width, .is_tty = true});
  };
  const std::string time = local_clock_text(at).substr(0, 8);
  EXPECT_EQ(at_width(60), time + "  ✓ 200  call.created  default:standup  9f8b3c52\n");
  EXPECT_EQ(at_width(40), time + "  ✓ 200  call.created  9f8b3c52\n");
}

TEST(EventView, GroupsARetryWithItsFirstAttempt) {
  auto retry = seen();
  retry.retry = true;
  retry.record.attempt = 2;
  retry.first_seen = at - 1200ms;
  EXPECT_EQ(
      shown(retry),
      "  ✓ 200  call.created  default:standup  ↻ attempt 2  1.6 KiB  9f8b3c52\n  ↻ first seen "
      "1.2s ago, at " +
          local_clock_text(at - 1200ms) + "\n\n");
  retry.duplicate = true;
  EXPECT_THAT(shown(retry), testing::HasSubstr("↻ attempt 2, a duplicate"));
}

TEST(EventView, SaysWhyADeliveryWasRefusedOnOneLine) {
  auto wrong = seen();
  wrong.status = 401;
  wrong.fault = webhook::Fault::wrong_signature;
  EXPECT_EQ(shown(wrong),
            "  ✗ 401  call.created  9f8b3c52  wrong signature: X-Signature does not match the "
            "body; is this the secret of "
            "the app that sent it, and "
            "did a proxy re-serialise the JSON?  from 127.0.0.1:51234\n");
  wrong.note = "it signs the compressed bytes";
  EXPECT_EQ(shown(wrong),
            "  ✗ 401  call.created  9f8b3c52  wrong signature: it signs the compressed bytes  from "
            "127.0.0.1:51234\n");

  listener::Refusal refused = sample_refusal();
  refused.remote = "127.0.0.1:1";
  refused.target = "/\x1b[31m";
  EXPECT_EQ(shown(refused), "  ✗ 405  not a POST: GET /\\u001b[31m  from 127.0.0.1:1\n");
}

TEST(EventView, ShowsWhatTheTargetAnswered) {
  auto forwarded = seen();
  forwarded.status = 503;
  forwarded.forwarded = to_target(
      {.duration = 12ms, .status = 503, .response_body = "a\x1b\nb", .response_cut = true});
  EXPECT_THAT(shown(forwarded),
              testing::HasSubstr(
                  "  → 503 Service Unavailable in 12ms\n    │ a\\u001b\n    │ b\n    │ …\n"));
  forwarded.forwarded = to_target({.duration = 1ms, .error = "connection refused"});
  EXPECT_THAT(shown(forwarded, {.compact = true}),
              testing::HasSubstr("  → connection refused in 1ms  1.6 KiB"));
}

TEST(EventView, ShowsTheAnswersOfTargetsBelowACompactEvent) {
  auto one = seen();
  one.forwarded = to_target({.duration = 1ms, .status = 503, .response_body = "a\x1b\nb"});
  EXPECT_THAT(shown(one, {.compact = true}), testing::EndsWith("\n    │ a\\u001b\n    │ b\n"));
  one.forwarded.push_back({"https://a.example/", {.duration = 1ms, .status = 200}, {}});
  EXPECT_THAT(shown(one, {.compact = true, .names_targets = true}),
              testing::EndsWith("\n  http://127.0.0.1:3000/hook:\n    │ a\\u001b\n    │ b\n"));
}

TEST(EventView, NamesTheCustomDataOfTheCallThatACompactEventIsAbout) {
  auto one = seen();
  for (const auto& [type, words] :
       {std::pair("call.created", R"(  {"room":"blue"})"), std::pair("call.ring", "room"),
        std::pair("call.session_participant_joined", "")}) {
    one.record.type = type;
    one.record.body = std::string(R"({"type":")") + type +
                      R"(","call":{"cid":"default:standup","custom":{"room":"blue"}}})";
    const std::string line = shown(one, {.compact = true});
    EXPECT_EQ(line.find("room") != std::string::npos, *words != '\0') << line;
    EXPECT_THAT(line, testing::HasSubstr(words));
  }
}

TEST(EventView, NamesEachOfSeveralTargets) {
  auto one = seen();
  one.forwarded = to_target({.duration = 12ms, .status = 200});
  one.forwarded.push_back(
      {"https://a.example/\x1b", {.duration = 1ms, .error = "connection refused"}, {}});
  EXPECT_THAT(shown(one, {.names_targets = true}),
              testing::HasSubstr("  → 127.0.0.1:3000/hook: 200 OK in 12ms\n"
                                 "  → https://a.example/\\u001b: connection refused in 1ms\n"));
  EXPECT_THAT(shown(one, {.compact = true, .names_targets = true}),
              testing::HasSubstr("  → 127.0.0.1:3000/hook: 200 OK in 12ms  → https://a.example/"));
  one.forwarded.clear();
  one.is_for_no_target = true;
  EXPECT_THAT(shown(one), testing::HasSubstr("  → no target is for this type\n"));
  EXPECT_THAT(shown(one, {.compact = true}), testing::HasSubstr("  → no target  "));
}

TEST(EventView, SaysWhenItMisbehavedOnPurpose) {
  auto planned = seen();
  planned.status = 503;
  planned.misbehaviour = "503";
  EXPECT_THAT(shown(planned), testing::StartsWith("  ✗ 503  call.created"));
  EXPECT_THAT(shown(planned), testing::HasSubstr("answered by --respond: 503"));
}

TEST(EventView, NotesHowMuchOfTheBodyIsHidden) {
  auto large = seen();
  large.record.body = R"({"a":1,"b":2,"c":3,"d":4})";
  EXPECT_THAT(shown(large, {.lines_max = 2}),
              testing::HasSubstr("… 4 more lines (--full shows all)\n"));
  EXPECT_THAT(shown(large, {.full = true, .lines_max = 2}),
              testing::HasSubstr("… 4 more lines (--max-lines 0 shows all)\n"));
}

TEST(EventView, KeepsACompactEventOnOneLineWhateverItIs) {
  auto one = seen();
  one.record.type = std::string(5'000'000, 't');
  one.record.call_cid = "日本語" + std::string(100, 'c');
  one.record.attempt = 2;
  one.retry = one.duplicate = true;
  one.forwarded = to_target({.duration = 1ms, .status = 200});
  for (const std::size_t width : {20U, 40U, 80U, 400U}) {
    const std::string text = render_seen(one, {.compact = true}, {.width = width, .is_tty = true});
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1) << text;
    EXPECT_LE(widest(text), width);
  }
  EXPECT_THAT(render_seen(one, {.compact = true}, {.width = 80, .is_tty = true}),
              testing::HasSubstr("  ↻ attempt 2  → 200 OK"));
  const std::string piped = render_seen(one, {.compact = true}, plain);
  EXPECT_EQ(std::count(piped.begin(), piped.end(), '\n'), 1);
  EXPECT_LT(piped.size(), 1000U);
}

TEST(EventView, BoundsWhatATargetMayPrint) {
  auto one = seen();
  one.record.body = "{}";
  one.forwarded = to_target({.status = 200, .response_body = std::string(1000, '\n') + "x"});
  const std::string text = shown(one);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1 + 1 + 40 + 1 + 1 + 1);
  EXPECT_THAT(text, testing::HasSubstr("    │ …\n"));
}

TEST(EventView, MakesEveryForeignFieldSafe) {
  const std::string evil = evil_text();
  auto one = seen();
  one.record.type = one.record.call_cid = one.record.webhook_id = one.record.remote =
      one.record.body = evil;
  one.note = evil;
  one.misbehaviour = evil;
  one.retry = true;
  one.first_seen = at;
  one.forwarded = to_target({.status = 200, .error = evil, .response_body = evil});
  auto refused = one;
  refused.fault = webhook::Fault::not_an_event;
  listener::Refusal no_request = sample_refusal();
  no_request.why = "malformed";
  no_request.method = no_request.target = no_request.remote = evil;
  for (const listener::Seen& each :
       {listener::Seen(one), listener::Seen(refused), listener::Seen(no_request)}) {
    const std::string text = render_seen(each, {}, plain);
    EXPECT_TRUE(is_tame(text)) << text;
  }
}

TEST(TallyView, CountsAndNamesTheTypes) {
  listener::Tally tally;
  tally.add(seen(), true);
  auto refused = seen();
  refused.fault = webhook::Fault::wrong_signature;
  refused.status = 401;
  tally.add(refused, false);
  EXPECT_EQ(
      render_tally(tally, 65s, plain),
      "2 received in 1m 05s, 1 accepted, 1 refused (wrong signature)\n          1  call.created\n");
  tally.add_refusal(false);
  EXPECT_THAT(render_tally(tally, 65s, plain),
              testing::HasSubstr("2 refused (1 wrong signature, 1 no delivery)\n"));
}

}  // namespace
}  // namespace streamctl::cli
