// Whole outputs on narrow, normal and wide terminals, in a pipe, with and without colour.
#include "golden.h"

#include <chrono>
#include <cstdlib>
#include <ctime>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "render/census.h"
#include "render/deliveries.h"
#include "render/emulator.h"
#include "render/events.h"
#include "render/history.h"
#include "render/json.h"
#include "render/table.h"
#include "samples.h"

namespace streamctl::cli {
namespace {

using namespace std::chrono_literals;

struct View {
  std::string name;
  Terminal terminal;
};

std::vector<View> views() {
  std::vector<View> all{{"pipe", {}}, {"color", {.width = 80, .color = true, .is_tty = true}}};
  for (const std::size_t width : {40U, 80U, 120U})
    all.push_back({std::to_string(width), {.width = width, .is_tty = true}});
  return all;
}

/// Compares every view of one output with its file; no line may exceed the terminal width.
template <class Render>
void expect_views(const std::string& name, Render render) {
  for (const View& view : views()) {
    const std::string text = render(view.terminal);
    expect_golden(name + "_" + view.name + ".txt", text);
    if (view.terminal.color) continue;
    EXPECT_TRUE(is_tame(text)) << name << " " << view.name;
    if (view.terminal.is_tty) {
      EXPECT_LE(widest(text), view.terminal.width) << name;
    }
  }
}

class Golden : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    ::setenv("TZ", "UTC0", 1);  // Local times are shown.
    ::tzset();
  }
};

listener::Delivery joined_late() {
  listener::Delivery one = sample_seen();
  one.record.type = "call.session_participant_joined";
  one.record.body =
      R"({"type":"call.session_participant_joined","created_at":1778198400000000000,)"
      R"("call_cid":"default:standup","call":{"id":"standup","custom":{"empty":{},"none":[],)"
      R"("numbers":[1,-2.50e3,true,null],"会議":"日本語日本語日本語日本語日本語日本語日本語日本語日本語",)"
      "\"cafe\xcc\x81\":\"e\xcc\x81\xcc\xa7 na\xc3\xafve \xf0\x9f\x8e\x89\"}},"
      R"("user":{"id":"john","name":"a name that goes on and on, past the eighty columns of most )"
      R"(terminals and past those of wider ones too, without an end"}})";
  return one;
}

TEST_F(Golden, AnEventWithItsBody) {
  expect_views("event", [](const Terminal& t) { return render_seen(joined_late(), {}, t); });
}

TEST_F(Golden, AnEventCutToItsLines) {
  const EventView view{.lines_max = 5};
  expect_views("event_cut", [&](const Terminal& t) { return render_seen(joined_late(), view, t); });
}

TEST_F(Golden, ARetry) {
  auto retry = joined_late();
  retry.retry = true;
  retry.record.attempt = 2;
  retry.first_seen = sample_time() - 1200ms;
  retry.status = 503;
  retry.misbehaviour = "503";
  expect_views("retry", [&](const Terminal& t) { return render_seen(retry, {}, t); });
}

TEST_F(Golden, AForwardedEvent) {
  auto sent = sample_seen();
  sent.status = 503;
  sent.forwarded =
      to_target({.duration = 12ms,
                 .status = 503,
                 .response_body =
                     "Traceback:\n  File \"app.py\", line 3\n\tin handle, which has a line that is "
                     "longer than most terminals are wide, and goes on\n\n",
                 .response_cut = true});
  auto unreachable = sample_seen();
  unreachable.status = 502;
  unreachable.forwarded = to_target({.duration = 1ms, .error = "connection refused"});
  expect_views("forwarded", [&](const Terminal& t) {
    return render_seen(sent, {}, t) + render_seen(unreachable, {}, t);
  });
}

TEST_F(Golden, RefusedDeliveries) {
  expect_views("refused", [](const Terminal& t) {
    std::string text;
    auto one = sample_seen();
    for (const auto& [fault, status] : {std::pair{webhook::Fault::unknown_encoding, 415U},
                                        {webhook::Fault::bad_gzip, 400U},
                                        {webhook::Fault::too_large, 413U},
                                        {webhook::Fault::missing_signature, 401U},
                                        {webhook::Fault::wrong_signature, 401U},
                                        {webhook::Fault::foreign_topic, 403U},
                                        {webhook::Fault::not_from_sns, 401U},
                                        {webhook::Fault::no_sns_certificate, 503U},
                                        {webhook::Fault::not_an_event, 400U}}) {
      one.fault = fault;
      one.status = status;
      text += render_seen(one, {}, t);
    }
    one.note = "it signs the compressed bytes; sign the JSON before compressing it";
    text += render_seen(one, {}, t);
    return text + render_seen(sample_refusal(), {}, t) + render_skipped(1234, t);
  });
}

TEST_F(Golden, CompactEvents) {
  expect_views("compact", [](const Terminal& t) {
    std::string text;
    const EventView compact{.compact = true};
    auto one = sample_seen();
    one.compressed = true;
    one.wire_bytes = 700;
    for (const char* type :
         {"call.created", "call.ring", "call.session_started", "call.recording_ready",
          "call.moderation_warning", "custom", "call.member_added", "some.type_of_tomorrow", ""}) {
      one.record.type = type;
      text += render_seen(one, compact, t);
    }
    auto again = joined_late();
    again.retry = again.duplicate = true;
    again.record.attempt = 2;
    text += render_seen(again, compact, t);
    again.forwarded = to_target({.duration = 3ms, .status = 200, .response_body = "ok"});
    text += render_seen(again, compact, t);
    again.record.call_cid = "audio_room:550e8400-e29b-41d4-a716-446655440000";
    return text + render_seen(again, compact, t);
  });
}

TEST_F(Golden, EmulatorLines) {
  using emulator::SocketActivity;
  emulator::RequestActivity request{sample_time(),
                                    "POST",
                                    "/api/v2/video/call/default/standup",
                                    "GetOrCreateCall",
                                    "john",
                                    201,
                                    3ms,
                                    {"call.created", "call.session_started"},
                                    ""};
  emulator::RequestActivity refused{sample_time(), "GET",  "/api/v2/video/call/default/none",
                                    "GetCall",     "john", 404,
                                    1ms,           {},     "no call default:none"};
  auto once = sample_delivery();
  once.attempts.erase(once.attempts.begin(), once.attempts.begin() + 2);
  once.attempts[0].offset = 0ms;
  auto lost = sample_delivery();
  lost.delivered = false;
  lost.attempts.pop_back();
  for (auto* delivery : {&once, &lost})
    for (auto& attempt : delivery->attempts)
      attempt.at = sample_time();
  const std::string url = "http://127.0.0.1:3000/webhooks/stream";
  const std::vector<emulator::Activity> activities{
      request,
      refused,
      emulator::DeliveryActivity{once, url},
      emulator::DeliveryActivity{lost, url},
      emulator::DeliveryActivity{{.type = "custom"}, url},
      SocketActivity{SocketActivity::Kind::connected, sample_time(), "john", "c1", 0, ""},
      SocketActivity{SocketActivity::Kind::refused, sample_time(), "", "", 43, "wrong signature"},
      SocketActivity{SocketActivity::Kind::closed, sample_time(), "john", "c1", 1006, ""},
      emulator::DroppedActivity{sample_time(), "custom", url, "too many events wait for it"}};
  expect_views("emulator", [&](const Terminal& t) {
    std::string text;
    for (const emulator::Activity& activity : activities)
      text += emulator_line(activity, t);
    return text;
  });
}

TEST_F(Golden, AnEventDeliveredInSeveralAttempts) {
  auto event = sample_seen();
  event.record.transport = capture::Transport::websocket;
  event.forwarded = to_target(sample_delivery().attempts.back());
  event.forwarded[0].report = sample_delivery();
  event.note = "delivered in 3 attempts";
  expect_views("delivered", [&](const Terminal& t) { return render_seen(event, {}, t); });
}

TEST_F(Golden, ASummary) {
  listener::Tally tally;
  for (int i = 0; i < 1200; ++i) {
    auto one = sample_seen();
    one.record.type = i % 3 != 0 ? "call.created" : "call.type_" + std::to_string(i % 30);
    one.recorded = i % 7 != 0;
    tally.add(one, i % 7 != 0);
  }
  auto bad = sample_seen();
  bad.fault = webhook::Fault::wrong_signature;
  tally.add(bad, false);
  tally.add(bad, false);
  tally.add_refusal(false);
  expect_views("summary", [&](const Terminal& t) {
    return render_tally(tally, 65s, t) + render_tally({}, 2s, t);
  });
}

TEST_F(Golden, Timelines) {
  auto lost = sample_delivery();
  lost.delivered = false;
  lost.attempts.resize(2);
  lost.attempts[0].outcome = delivery::Outcome::network;
  lost.attempts[0].error = "cannot connect to 127.0.0.1 port 9: connection refused by the system";
  lost.attempts[1].response_body = "{\"error\":\"no\"}\n";
  delivery::Summary summary;
  summary.add(sample_delivery());
  summary.add(lost);
  expect_views("timeline", [&](const Terminal& t) {
    std::ostringstream out;
    const SystemClock clock;
    DeliveriesView view(out, t, out, t, {.total = 2, .one_at_a_time = false}, clock);
    view.finished(sample_delivery());
    view.finished(lost);
    view.ended(summary, 6s, false);
    return out.str() + delivery_line(lost, t);
  });
}

TEST_F(Golden, ProgressBars) {
  expect_views("progress", [](const Terminal& t) {
    std::string text;
    for (const std::uint64_t done : {0U, 1U, 12'000U, 20'000U}) {
      text += progress_frame({.done = done, .total = 20'000, .elapsed = 1400ms}, t) + "\n";
      text += progress_frame({.done = done, .failed = done / 2, .total = 20'000, .elapsed = 9s}, t);
      text += "\n" + progress_frame({.done = done, .elapsed = 1400ms}, t) + "\n";
    }
    return text;
  });
}

TEST_F(Golden, Tables) {
  const std::vector<std::vector<Cell>> rows{
      {{"call.session_participant_joined", Style::bold}, {"session", Style::cyan}, {"webhook"}},
      {{"会議", Style::bold}, {"", Style::cyan}, {std::string(90, 'x'), Style::dim}},
      {{"", Style::bold}, {"e\xcc\x81", Style::cyan}}};
  expect_views("table", [&](const Terminal& t) {
    return table({"TYPE", "GROUP", "DELIVERED BY"}, rows, t) + table({}, rows, t) +
           table({"NONE"}, {}, t);
  });
}

TEST_F(Golden, ACensus) {
  capture::Census census;
  census.events = 1300;
  census.body_bytes = 2'000'000;
  census.retries = 3;
  census.types = {{"call.created", 1000}, {"call.session_participant_joined", 290}, {"", 10}};
  census.calls = {{"audio_room:550e8400-e29b-41d4-a716-446655440000", 1299}, {"default:a", 1}};
  census.slice = 1s;
  census.first = sample_time();
  census.last = sample_time() + 100s;
  census.gaps = {{sample_time() + 3s, 2s}};
  census.latency = capture::Latency{1300, 1ms, 2ms, -3ms, 4s};
  for (std::uint64_t i = 0; i < 100; ++i)
    census.rate.push_back(i * i % 37);
  expect_views("census", [&](const Terminal& t) { return render_census(census, 2, t); });
}

TEST_F(Golden, TextThatWouldDriveATerminal) {
  auto one = sample_seen();
  one.record.type = one.record.call_cid = one.record.webhook_id = one.record.remote = evil_text();
  one.record.body = "{\"" + evil_text() + "\":[\"" + evil_text() + "\"," + evil_text() + "]}";
  one.note = one.misbehaviour = evil_text();
  one.retry = false;
  one.forwarded = to_target({.status = 200, .response_body = evil_text()});
  listener::Refusal refused = sample_refusal();
  refused.status = 400;
  refused.why = "malformed";
  refused.method = refused.target = refused.remote = evil_text();
  expect_views("escapes", [&](const Terminal& t) {
    return render_seen(one, {}, t) + render_seen(refused, {}, t) +
           render_seen(one, {.compact = true}, t);
  });
}

/// Two attempts of a delivery: one that no target answered, one that a target accepted.
std::vector<history::Found> remembered(const capture::Record& record) {
  history::Found first;
  first.entry.record = record;
  first.entry.status = 502;
  first.entry.note = "--respond slow:2s";
  first.entry.answers = {
      {record.webhook_id, 1, "http://127.0.0.1:3000/hook", 0, 5ms, "connection refused"}};
  history::Found second;
  second.entry.record = record;
  second.entry.record.attempt = 2;
  second.entry.record.received_at += 1h;
  second.entry.status = 200;
  second.entry.answers = {{record.webhook_id, 2, "http://127.0.0.1:3000/hook", 204, 12ms, ""}};
  return {first, second};
}

TEST_F(Golden, TheHistory) {
  capture::Record record = joined_late().record;
  record.webhook_id = "349f4289-50a5-414c-98ea-92cce39cf7e2";
  record.headers.add("X-Webhook-Id", record.webhook_id);
  record.headers.add("X-Signature", std::string(64, 'f'));
  auto deliveries = remembered(record);
  capture::Record evil;
  evil.type = evil.call_cid = evil.webhook_id = evil.remote = evil_text();
  evil.body = "{}";
  history::Found lost;
  lost.entry.record = evil;
  lost.entry.note = evil_text();
  lost.lost = "/home/john/" + evil_text() + " no longer has this delivery";
  expect_views("history", [&](const Terminal& t) {
    auto all = deliveries;
    all.push_back(lost);
    return render_history(all, sample_time() + 24h, t) + render_history(all, sample_time(), t) +
           render_delivery(deliveries, t) + render_delivery({lost}, t);
  });
}

TEST_F(Golden, EmptyThings) {
  expect_views("empty", [](const Terminal& t) {
    return json_lines("", 0, 2, t).text + json_lines("{}", 0, 2, t).text +
           json_lines("[ ]", 0, 2, t).text + render_seen({}, {}, t) + table({}, {}, t) +
           progress_frame({}, t) + "\n" + delivery_line({}, t) + delivery_verdict({}, t) +
           summary_text({}, 0s, t);
  });
}

}  // namespace
}  // namespace streamctl::cli
