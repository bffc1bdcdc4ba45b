#include "compare/comparison.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace streamctl::compare {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class Noted final : public Comparison::Observer {
 public:
  void one_way(const OneWay& one) override {
    const char* judged = one.judgement == Judgement::expected ? " as expected" : "";
    const char* when = one.when == When::before  ? " before"
                       : one.when == When::gap   ? " in a gap"
                       : one.when == When::after ? " after"
                                                 : "";
    lines.push_back(std::string(name_of(one.event.side)) + ": " + one.event.type + judged + when);
  }
  void inverted(const Inversion& one) override {
    lines.push_back(one.webhook_first.type + " before " + one.websocket_first.type);
  }
  void repeated(const Repeat& one) override {
    lines.push_back(one.name.webhook_id + " again, attempt " + std::to_string(one.attempt));
  }
  void paired(const Event& websocket, const Event& webhook) override {
    pairs.emplace_back(websocket.body, webhook.body);
  }
  std::vector<std::string> lines;
  std::vector<std::pair<std::string, std::string>> pairs;
};

/// `n` tells events apart, and is the millisecond at which they were made.
std::string body(const std::string& type, int n, const std::string& rest = "",
                 const std::string& cid = "default:a") {
  const std::string digits = std::to_string(1000 + n).substr(1);
  return R"({"type":")" + type + R"(","call_cid":")" + cid +
         R"(","created_at":"2026-11-23T17:00:00.)" + digits + R"(123456Z","custom":{"n":)" +
         std::to_string(n) + "}" + rest + "}";
}

class ComparisonTest : public ::testing::Test {
 protected:
  void begin(Options options) {
    comparison_ = std::make_unique<Comparison>(std::move(options), noted_);
  }
  void add(capture::Transport transport, const std::string& type, const std::string& text,
           const std::string& id = "", int attempt = 1, const std::string& cid = "default:a") {
    if (!comparison_) begin({});
    capture::Record record;
    record.received_at = WallTime{1s} + time_++ * 1ms;
    record.transport = transport;
    record.verified = true;
    record.webhook_id = id;
    record.attempt = attempt;
    record.type = type;
    record.call_cid = cid;
    record.body = text;
    const auto facts = reader_.read(text);
    ASSERT_TRUE(facts) << text;
    comparison_->add(std::move(record), *facts);
  }
  void ws(const std::string& type, int n) { ws_body(type, body(type, n)); }
  void ws_body(const std::string& type, const std::string& text) {
    add(capture::Transport::websocket, type, text);
  }
  void hook(const std::string& type, int n) { hook_body(type, body(type, n)); }
  void hook_body(const std::string& type, const std::string& text) {
    add(capture::Transport::webhook, type, text, "id-" + std::to_string(ids_++));
  }
  const Summary& finish() {
    comparison_->finish();
    return comparison_->summary();
  }

  EventFactsReader reader_;
  Noted noted_;
  std::unique_ptr<Comparison> comparison_;
  int time_ = 0;
  int ids_ = 0;
};

TEST_F(ComparisonTest, PairsEqualEventsInAnyOrderOfArrival) {
  hook("custom", 1);
  ws("custom", 1);
  ws("custom", 2);
  hook("custom", 2);
  const Summary& summary = finish();
  EXPECT_EQ(summary.both, 2U);
  EXPECT_EQ(summary.missing[Side::websocket] + summary.missing[Side::webhook], 0U);
  EXPECT_EQ(summary.lag.least(), -1ms);
  EXPECT_EQ(summary.lag.most(), 1ms);
  EXPECT_THAT(noted_.lines, IsEmpty());
}

TEST_F(ComparisonTest, NamesWhatCameOneWay) {
  ws("call.created", 1);
  hook("call.created", 1);
  ws("custom", 2);
  hook("call.updated", 3);
  ws("custom", 4);
  hook("custom", 4);
  const Summary& summary = finish();
  EXPECT_EQ(summary.both, 2U);
  EXPECT_THAT(noted_.lines, ElementsAre("websocket: custom", "webhook: call.updated"));
}

TEST_F(ComparisonTest, MarksEventsFromOutsideTheOtherSide) {
  for (const bool only_overlap : {false, true}) {
    noted_.lines.clear();
    begin({.types = {}, .calls = {}, .only_overlap = only_overlap, .limits = {}});
    ws("custom", 1);
    ws("custom", 2);
    hook("custom", 2);
    ws("custom", 3);
    hook("custom", 4);
    ws("custom", 4);
    ws("custom", 5);
    const Summary& summary = finish();
    EXPECT_EQ(summary.missing[Side::websocket], only_overlap ? 1U : 3U);
    EXPECT_EQ(summary.outside, only_overlap ? 2U : 0U);
    if (!only_overlap) {
      EXPECT_THAT(noted_.lines, ElementsAre("websocket: custom before", "websocket: custom",
                                            "websocket: custom after"));
    }
  }
}

TEST_F(ComparisonTest, MarksWebhooksOfAGap) {
  ws("custom", 1);
  hook("custom", 1);
  hook("custom", 2);
  hook("custom", 3);
  ws("custom", 4);
  hook("custom", 4);
  comparison_->add_gap(WallTime{1s} + 2ms, WallTime{1s} + 2ms);
  EXPECT_EQ(finish().missing[Side::webhook], 2U);
  EXPECT_THAT(noted_.lines, ElementsAre("webhook: custom in a gap", "webhook: custom"));
}

TEST_F(ComparisonTest, AWebhookOfAGapMayArriveAfterIt) {
  ws("custom", 1);
  ws("custom", 4);
  // Received at 1.002 s; the next one, by a clock that says nothing about it, at 1.003 s.
  hook_body("custom", R"({"type":"custom","created_at":"1970-01-01T00:00:01Z","custom":{"n":2}})");
  hook("custom", 3);
  comparison_->add_gap(WallTime{900ms}, WallTime{1001ms});
  EXPECT_EQ(finish().missing[Side::webhook], 2U);
  EXPECT_THAT(noted_.lines, ElementsAre("websocket: custom", "websocket: custom after",
                                        "webhook: custom in a gap", "webhook: custom"));
}

TEST_F(ComparisonTest, KnowsTypesOfOneWay) {
  ws("call.created", 1);
  hook("call.created", 1);
  hook("export.users.success", 2);
  ws("app.updated", 3);
  const Summary& summary = finish();
  EXPECT_EQ(summary.missing[Side::websocket] + summary.missing[Side::webhook], 0U);
  EXPECT_EQ(summary.expected[Side::webhook], 1U);
  EXPECT_EQ(summary.expected[Side::websocket], 1U);
}

TEST_F(ComparisonTest, DoesNotMissEventsOfCallsThatNobodyWatched) {
  for (const bool names_calls : {false, true}) {
    begin(
        {.types = {},
         .calls = names_calls ? std::vector<std::string>{"default:*"} : std::vector<std::string>{},
         .only_overlap = false,
         .limits = {}});
    ws("custom", 1);
    hook("custom", 1);
    add(capture::Transport::webhook, "custom", body("custom", 2, "", "default:b"), "b", 1,
        "default:b");
    const Summary& summary = finish();
    EXPECT_EQ(summary.other_calls, names_calls ? 0U : 1U);
    EXPECT_EQ(summary.missing[Side::webhook], names_calls ? 1U : 0U);
  }
}

TEST_F(ComparisonTest, MissesEverythingIfTheWebSocketHadNothing) {
  hook("custom", 1);
  hook("custom", 2);
  EXPECT_EQ(finish().missing[Side::webhook], 2U);
}

TEST_F(ComparisonTest, FoldsAttemptsAndOtherHooks) {
  ws("custom", 1);
  add(capture::Transport::webhook, "custom", body("custom", 1), "one", 1);
  add(capture::Transport::webhook, "custom", body("custom", 1), "one", 2);
  add(capture::Transport::webhook, "custom", body("custom", 1), "one", 2);
  add(capture::Transport::webhook, "custom", body("custom", 1), "another", 1);
  const Summary& summary = finish();
  EXPECT_EQ(summary.both, 1U);
  EXPECT_EQ(summary.events[Side::webhook], 1U);
  EXPECT_EQ(summary.retries, 1U);
  EXPECT_EQ(summary.duplicates, 1U);
  EXPECT_EQ(summary.other_ids, 1U);
  EXPECT_EQ(summary.missing[Side::webhook], 0U);
  EXPECT_EQ(noted_.lines.size(), 3U);
}

TEST_F(ComparisonTest, MissesAnEventOfTwoHooksOnce) {
  ws("custom", 1);
  hook("custom", 2);
  hook("custom", 2);
  const Summary& summary = finish();
  EXPECT_EQ(summary.missing[Side::webhook], 1U);
  EXPECT_EQ(summary.other_ids, 1U);
}

TEST_F(ComparisonTest, CountsEqualEvents) {
  const std::string same = R"({"type":"custom","created_at":"2026-11-23T17:00:00.5Z"})";
  for (int i = 0; i < 3; ++i)
    ws_body("custom", same);
  for (int i = 0; i < 2; ++i)
    hook_body("custom", same);
  const Summary& summary = finish();
  EXPECT_EQ(summary.both, 2U);
  EXPECT_EQ(summary.missing[Side::websocket], 1U);
}

TEST_F(ComparisonTest, TellsEventsOfOneMomentApart) {
  const auto at_once = [](int n) {
    return R"({"type":"custom","created_at":"2026-11-23T17:00:00.5Z","custom":{"n":)" +
           std::to_string(n) + "}}";
  };
  for (const int n : {1, 2, 3})
    ws_body("custom", at_once(n));
  for (const int n : {3, 1, 4})
    hook_body("custom", at_once(n));
  const Summary& summary = finish();
  EXPECT_EQ(summary.both, 2U);
  EXPECT_EQ(summary.missing[Side::websocket], 1U);
  EXPECT_EQ(summary.missing[Side::webhook], 1U);
  EXPECT_EQ(summary.differing, 0U);
}

/// Events that are one, as the two sides may write them.
struct Alike {
  const char* what;
  const char* websocket;
  const char* webhook;
  bool differs = false;
};

class AlikeTest : public ComparisonTest, public ::testing::WithParamInterface<Alike> {};

TEST_P(AlikeTest, IsPaired) {
  ws_body("custom", GetParam().websocket);
  hook_body("custom", GetParam().webhook);
  const Summary& summary = finish();
  EXPECT_EQ(summary.both, 1U) << GetParam().what;
  EXPECT_EQ(summary.differing, GetParam().differs ? 1U : 0U) << GetParam().what;
}

INSTANTIATE_TEST_SUITE_P(
    Table, AlikeTest,
    ::testing::Values(
        Alike{"nanoseconds", R"({"created_at":"2026-05-08T00:00:00Z","a":1})",
              R"({"created_at":1778198400000000000,"a":1})"},
        Alike{"digits in a string", R"({"created_at":"2026-05-08T00:00:00.000000001Z"})",
              R"({"created_at":"1778198400000000001"})"},
        Alike{"milliseconds, cut", R"({"created_at":"2026-05-08T00:00:00.123Z"})",
              R"({"created_at":"2026-05-08T00:00:00.123999Z"})"},
        Alike{"milliseconds, rounded", R"({"created_at":"2026-05-08T00:00:00.124Z"})",
              R"({"created_at":"2026-05-08T00:00:00.123999Z"})"},
        Alike{"another zone", R"({"created_at":"2026-05-08T00:00:00Z"})",
              R"({"created_at":"2026-05-08T02:00:00+02:00"})"},
        Alike{"order of keys", R"({"created_at":"2026-05-08T00:00:00Z","custom":{"a":1,"b":2}})",
              R"({"custom":{"b":2,"a":1.0},"created_at":"2026-05-08T00:00:00Z"})"},
        Alike{"other values", R"({"created_at":"2026-05-08T00:00:00.1Z","custom":{"a":1}})",
              R"({"created_at":"2026-05-08T00:00:00.1Z","custom":{"a":2}})", true},
        Alike{"no time on one side", R"({"custom":{"a":1}})",
              R"({"created_at":"2026-05-08T00:00:00Z","custom":{"a":1}})", true},
        Alike{"no time at all", R"({"custom":{"a":1}})", R"({"custom":{"a":1}})"},
        Alike{"times of each side's own",
              R"({"created_at":"2026-05-08T00:00:00.1Z","user":{"id":"j"}})",
              R"({"created_at":"2026-05-08T00:00:03.1Z","user":{"id":"j"}})", true},
        Alike{"a number past 64 bits", R"({"created_at":1778198400000000000,"a":1e999})",
              R"({"created_at":1778198400000000000,"a":1e999})"}));

TEST_F(ComparisonTest, DoesNotPairOneEventWithALaterOfItsKind) {
  const auto ping = [](int second) {
    return R"({"type":"custom","created_at":"2026-11-23T17:00:0)" + std::to_string(second) +
           R"(.1Z","custom":{"ping":true}})";
  };
  for (const int second : {1, 2, 3, 4})
    ws_body("custom", ping(second));
  for (const int second : {1, 2, 4, 5})
    hook_body("custom", ping(second));
  const Summary& summary = finish();
  EXPECT_EQ(summary.both, 3U);
  EXPECT_EQ(summary.missing[Side::websocket], 1U);
  EXPECT_EQ(summary.missing[Side::webhook], 1U);
}

TEST_F(ComparisonTest, ComparesOrderWithinACall) {
  ws("call.created", 1);
  ws("custom", 2);
  ws("call.ended", 3);
  hook("custom", 2);
  hook("call.created", 1);
  hook("call.ended", 3);
  const Summary& summary = finish();
  EXPECT_EQ(summary.out_of_order, 1U);
  EXPECT_THAT(noted_.lines, ElementsAre("custom before call.created"));
}

TEST_F(ComparisonTest, ComparesOrderDespiteRepeats) {
  begin({.types = {},
         .calls = {},
         .only_overlap = false,
         .limits = {.events_max = 6, .bytes_max = 1 << 20}});
  hook("custom", 1);
  hook("custom", 1);  // By another hook; so it turns out when it has waited long enough.
  for (int n = 1; n < 10; ++n) {
    ws("custom", n);
    if (n > 1) hook("custom", n);
  }
  const Summary& summary = finish();
  EXPECT_EQ(summary.both, 9U);
  EXPECT_EQ(summary.other_ids, 1U);
  EXPECT_EQ(summary.out_of_order, 0U);
}

TEST_F(ComparisonTest, SelectsByType) {
  begin({.types = {"call.*"}, .calls = {}, .only_overlap = false, .limits = {}});
  ws("call.created", 1);
  hook("call.created", 1);
  ws("custom", 2);
  const Summary& summary = finish();
  EXPECT_EQ(summary.events[Side::websocket], 1U);
  EXPECT_EQ(summary.missing[Side::websocket], 0U);
}

TEST_F(ComparisonTest, GivesUpWhatWaitsTooLong) {
  begin({.types = {},
         .calls = {},
         .only_overlap = false,
         .limits = {.events_max = 10, .bytes_max = 1 << 20}});
  ws("call.created", 0);
  for (int n = 1; n < 20; ++n) {
    ws("custom", n);
    hook("custom", n);
    EXPECT_LE(comparison_->waiting(), 10U);
  }
  hook("call.created", 0);
  const Summary& summary = finish();
  EXPECT_EQ(summary.both, 19U);
  EXPECT_EQ(summary.early, 1U);
  EXPECT_EQ(summary.missing[Side::websocket], 1U);
  EXPECT_EQ(summary.missing[Side::webhook], 1U);
}

TEST_F(ComparisonTest, HoldsNoMoreBodiesThanItMay) {
  begin({.types = {},
         .calls = {},
         .only_overlap = false,
         .limits = {.events_max = 1000, .bytes_max = 10'000}});
  for (int n = 0; n < 50; ++n)
    ws_body("custom", body("custom", n, R"(,"x":")" + std::string(1000, 'x') + "\""));
  EXPECT_LE(comparison_->waiting(), 9U);
  EXPECT_EQ(finish().missing[Side::websocket], 50U);
}

}  // namespace
}  // namespace streamctl::compare
