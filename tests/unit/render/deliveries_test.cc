#include "render/deliveries.h"

#include <algorithm>
#include <chrono>
#include <sstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "samples.h"

namespace streamctl::cli {
namespace {

using namespace std::chrono_literals;
using delivery::Attempt;
using delivery::Delivery;
using delivery::Outcome;

const Terminal plain{};

Delivery retried() {
  Delivery one = sample_delivery();
  one.webhook_id = "9f8b";
  return one;
}

struct View {
  explicit View(DeliveriesView::Options options, Terminal err_terminal = {})
      : view(out, plain, err, err_terminal, options, clock) {}
  std::ostringstream out;
  std::ostringstream err;
  SystemClock clock;
  DeliveriesView view;
};

TEST(DeliveriesView, TellsAFewAsTimelines) {
  View one({.total = 1});
  const Delivery delivery = retried();
  delivery::Outgoing outgoing;
  outgoing.webhook_id = delivery.webhook_id;
  outgoing.type = delivery.type;
  outgoing.call_cid = delivery.call_cid;
  for (const Attempt& attempt : delivery.attempts)
    one.view.attempted(outgoing, attempt);
  one.view.finished(delivery);
  const std::string expected =
      "call.created  default:standup  9f8b\n"
      "     +0ms  attempt 1  503 Service Unavailable    12ms\n"
      "    +14ms  attempt 2  timed out                  6s\n"
      "   +6.01s  attempt 3  200 OK                     3ms\n"
      "  ✓ delivered in 6.02s, 3 attempts\n";
  EXPECT_EQ(one.out.str(), expected);
  View together({.total = 2, .one_at_a_time = false});
  together.view.finished(delivery);
  EXPECT_EQ(together.out.str(), expected);
}

TEST(DeliveriesView, TellsTheFirstOfAStreamAsTimelines) {
  View live({.is_live = true, .one_at_a_time = false});
  for (std::uint64_t i = 0; i < timelines_max; ++i)
    live.view.finished(retried());
  EXPECT_THAT(live.out.str(), testing::EndsWith("  ✓ delivered in 6.02s, 3 attempts\n"));
  const std::string told = live.out.str();
  live.view.finished(retried());
  EXPECT_EQ(live.out.str(), told);
}

TEST(DeliveriesView, TellsOnlyTheFailuresOfMany) {
  View many({.total = 1000}, {.width = 60, .is_tty = true, .redraws = true});
  Delivery failed = retried();
  failed.delivered = false;
  failed.attempts.resize(1);
  for (int i = 0; i < 30; ++i)
    many.view.finished(failed);
  many.view.finished(retried());
  EXPECT_THAT(
      many.out.str(),
      testing::StartsWith(
          "✗ 503 Service Unavailable  call.created  default:standup  9f8b  1 attempt, 12ms\n"));
  EXPECT_THAT(many.out.str(), testing::EndsWith("  … further failures are only counted\n"));
  EXPECT_THAT(many.err.str(), testing::HasSubstr("\r\x1b[K"));
}

TEST(DeliveriesView, DrawsNoBarOutsideATerminal) {
  View piped({.total = 1000});
  for (int i = 0; i < 100; ++i)
    piped.view.finished(retried());
  EXPECT_EQ(piped.err.str() + piped.out.str(), "");
}

TEST(DeliveriesView, DrawsNoBarOnADumbTerminal) {
  View dumb({.total = 1000}, {.width = 60, .is_tty = true});
  for (int i = 0; i < 100; ++i)
    dumb.view.finished(retried());
  EXPECT_EQ(dumb.err.str() + dumb.out.str(), "");
}

TEST(ProgressFrame, FitsItsTerminal) {
  const Progress half{.done = 12'000, .failed = 3, .total = 20'000, .elapsed = 1400ms};
  EXPECT_EQ(progress_frame(half, {.width = 80}),
            "████████████░░░░░░░░   60 %  12,000 of 20,000  1s left  8,571/s  3 failed");
  EXPECT_EQ(progress_frame({.done = 5, .elapsed = 2s}, {.width = 80}), "5  2.5/s");
  EXPECT_EQ(progress_frame({.done = 5, .share = 0.125, .elapsed = 60s}, {.width = 80}),
            "██░░░░░░░░░░░░░░░░░░   12 %  5  7m 00s left  0.1/s");
  EXPECT_EQ(progress_frame({.done = 5, .share = 0.5, .elapsed = 999ms}, {.width = 80}),
            "██████████░░░░░░░░░░   50 %  5  5.0/s");
  EXPECT_THAT(progress_frame(half, {.width = 30}), testing::EndsWith("…  3 failed"));
  EXPECT_EQ(progress_frame(half, {.width = 40}), "██████░░░░   60 %  12,000  3 failed");
  for (std::size_t width = 1; width < 90; ++width)
    EXPECT_LT(widest(progress_frame(half, {.width = width, .is_tty = true})),
              std::max<std::size_t>(width, 14));
}

TEST(SummaryText, HasRateAndLatencies) {
  delivery::Summary summary;
  for (int i = 0; i < 2; ++i)
    summary.add(retried());
  EXPECT_THAT(summary_text(summary, 2s, plain),
              testing::StartsWith("2 delivered, 6 attempts in 2s (1.0/s); answers p50 "));
}

TEST(DeliveriesView, MakesForeignTextSafe) {
  Delivery evil = retried();
  evil.type = evil.call_cid = evil.webhook_id = evil_text();
  evil.attempts.back().response_body = evil_text();
  evil.attempts[1].outcome = Outcome::network;
  evil.attempts[1].error = evil_text();
  std::string text = delivery_line(evil, plain) +
                     delivery_heading(evil.type, evil.call_cid, evil.webhook_id, plain) +
                     delivery_verdict(evil, plain);
  for (const Attempt& attempt : evil.attempts)
    text += attempt_line(attempt, plain);
  EXPECT_TRUE(is_tame(text)) << text;
}

}  // namespace
}  // namespace streamctl::cli
