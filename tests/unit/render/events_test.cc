#include "render/events.h"

#include <chrono>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/time_text.h"

namespace streamctl::cli {
namespace {

using namespace std::chrono_literals;

const Terminal plain{};
const WallTime at = *parse_rfc3339("2026-11-23T17:00:00.123Z");

listener::Seen seen() {
  listener::Seen one;
  one.record.received_at = at;
  one.record.verified = true;
  one.record.webhook_id = "9f8b3c52-1111-4222-8333-444455556666";
  one.record.type = "call.created";
  one.record.call_cid = "default:standup";
  one.record.remote = "127.0.0.1:51234";
  one.record.body = R"({"type":"call.created"})";
  one.body_bytes = one.wire_bytes = 1638;
  return one;
}

/// Without the time, which is local.
std::string shown(const listener::Seen& one, EventView view = {},
                  const Terminal& terminal = plain) {
  return render_seen(one, view, terminal).substr(local_clock_text(at).size());
}

TEST(EventView, ShowsAnAcceptedEventWithItsBody) {
  EXPECT_EQ(shown(seen()),
            "  ✓ 200  call.created  default:standup  1.6 KiB\n  {\n    \"type\": "
            "\"call.created\"\n  }\n\n");
  EXPECT_EQ(shown(seen(), {.compact = true}), "  ✓ 200  call.created  default:standup  1.6 KiB\n");
}

TEST(EventView, GroupsARetryWithItsFirstAttempt) {
  auto retry = seen();
  retry.retry = true;
  retry.record.attempt = 2;
  retry.first_seen = at - 1200ms;
  EXPECT_EQ(shown(retry),
            "  ✓ 200  call.created  default:standup  ↻ attempt 2  1.6 KiB\n  ↻ of 9f8b3c52…, first "
            "seen 1.2s ago\n\n");
  retry.duplicate = true;
  EXPECT_THAT(shown(retry), testing::HasSubstr("↻ attempt 2, a duplicate"));
}

TEST(EventView, SaysWhyADeliveryWasRefusedOnOneLine) {
  auto wrong = seen();
  wrong.status = 401;
  wrong.fault = webhook::Fault::wrong_signature;
  EXPECT_EQ(shown(wrong),
            "  ✗ 401  wrong signature: X-Signature does not match the body; is this the secret of "
            "the app that sent it, and "
            "did a proxy re-serialise the JSON?  from 127.0.0.1:51234\n");
  wrong.note = "it signs the compressed bytes";
  EXPECT_EQ(shown(wrong),
            "  ✗ 401  wrong signature: it signs the compressed bytes  from 127.0.0.1:51234\n");

  listener::Seen refused;
  refused.record.received_at = at;
  refused.record.remote = "127.0.0.1:1";
  refused.status = 405;
  refused.refusal = "not a POST";
  refused.method = "GET";
  refused.target = "/\x1b[31m";
  EXPECT_EQ(shown(refused), "  ✗ 405  not a POST: GET /\\u001b[31m  from 127.0.0.1:1\n");
}

TEST(EventView, ShowsWhatTheTargetAnswered) {
  auto forwarded = seen();
  forwarded.status = 503;
  forwarded.forwarded = listener::Forwarded{
      .status = 503, .duration = 12ms, .response_body = "a\x1b\nb", .response_cut = true};
  EXPECT_THAT(shown(forwarded),
              testing::HasSubstr(
                  "  → 503 Service Unavailable in 12ms\n    │ a\\u001b\n    │ b\n    │ …\n"));
  forwarded.forwarded = listener::Forwarded{.duration = 1ms, .error = "connection refused"};
  EXPECT_THAT(shown(forwarded, {.compact = true}),
              testing::EndsWith("  → connection refused in 1ms\n"));
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
              testing::HasSubstr("… 4 more lines (--max-lines 0 shows all)\n"));
}

TEST(EventView, MakesEveryForeignFieldSafe) {
  const std::string evil = "\x1b[31m\xe2\x80\xae\xc2\x9b\x07\n";
  auto one = seen();
  one.record.type = one.record.call_cid = one.record.webhook_id = one.record.remote =
      one.record.body = evil;
  one.note = evil;
  one.misbehaviour = evil;
  one.retry = true;
  one.first_seen = at;
  one.forwarded = listener::Forwarded{.status = 200, .error = evil, .response_body = evil};
  auto refused = one;
  refused.fault = webhook::Fault::not_an_event;
  auto no_request = one;
  no_request.refusal = "malformed";
  no_request.method = no_request.target = evil;
  for (const auto& each : {one, refused, no_request}) {
    const std::string text = render_seen(each, {}, plain);
    EXPECT_EQ(text.find('\x1b'), std::string::npos) << text;
    EXPECT_EQ(text.find('\x07'), std::string::npos);
    EXPECT_EQ(text.find("\xe2\x80\xae"), std::string::npos);
    EXPECT_EQ(text.find("\xc2\x9b"), std::string::npos);
  }
}

TEST(TallyView, CountsAndNamesTheTypes) {
  listener::Tally tally;
  tally.add(seen(), true);
  auto refused = seen();
  refused.fault = webhook::Fault::wrong_signature;
  refused.status = 401;
  tally.add(refused, false);
  EXPECT_EQ(render_tally(tally, 65s, plain),
            "2 received in 1m 05s, 1 accepted, 1 refused\n          1  call.created\n");
}

}  // namespace
}  // namespace streamctl::cli
