#include "render/sns.h"

#include <cstdlib>
#include <ctime>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "samples.h"

namespace streamctl::cli {
namespace {

using ::testing::HasSubstr;

sns::Confirmation sample() {
  ::setenv("TZ", "UTC0", 1);
  ::tzset();
  sns::Confirmation one;
  one.at = sample_time();
  one.request.remote = "192.0.2.1:5";
  one.message.kind = sns::Kind::subscription_confirmation;
  one.message.topic_arn = "arn:aws:sns:eu-central-1:123456789012:events";
  one.message.subscribe_url =
      "https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription&Token=2";
  one.verified = true;
  return one;
}

TEST(RenderSns, ShowsTheUrlWholeAndHowToConfirm) {
  EXPECT_EQ(render_confirmation(sample(), {}),
            "17:00:00.123  ✓ 200  SubscriptionConfirmation  "
            "arn:aws:sns:eu-central-1:123456789012:events\n"
            "  https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription&Token=2\n"
            "  not confirmed: open the URL if it is a topic of yours, or pass --sns-topic and "
            "--sns-confirm\n");
  EXPECT_THAT(render_confirmation(sample(), {.width = 40, .is_tty = true}),
              HasSubstr("\n  https://sns.eu-central-1.amazonaws.com/"
                        "?Action=ConfirmSubscription&Token=2\n"));
}

TEST(RenderSns, SaysWhatBecameOfIt) {
  auto one = sample();
  one.confirmed = true;
  EXPECT_THAT(render_confirmation(one, {}), HasSubstr("  confirmed: events follow\n"));
  one = sample();
  one.status = 503;
  one.failure = "SNS answered 403";
  EXPECT_THAT(render_confirmation(one, {}), HasSubstr("✗ 503  SubscriptionConfirmation"));
  EXPECT_THAT(render_confirmation(one, {}), HasSubstr("  not confirmed: SNS answered 403\n"));
  one = sample();
  one.message.kind = sns::Kind::unsubscribe_confirmation;
  one.verified = false;
  EXPECT_THAT(render_confirmation(one, {}), HasSubstr("  the subscription has ended"));
  EXPECT_THAT(render_confirmation(one, {}), HasSubstr("  signature not checked\n"));
}

TEST(RenderSns, IsALineOfJson) {
  auto one = sample();
  EXPECT_EQ(confirmation_as_json(one),
            R"({"kind":"sns_confirmation","received_at":"2026-11-23T17:00:00.123000Z",)"
            R"("remote":"192.0.2.1:5","status":200,"type":"SubscriptionConfirmation",)"
            R"("topic_arn":"arn:aws:sns:eu-central-1:123456789012:events","url":)"
            R"("https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription&Token=2",)"
            R"("verified":true,"confirmed":false})");
  one.failure = "connection refused";
  EXPECT_THAT(confirmation_as_json(one), HasSubstr(R"("error":"connection refused"})"));
}

TEST(RenderSns, NothingForeignDrivesTheTerminal) {
  auto one = sample();
  one.message.topic_arn = one.message.subscribe_url = evil_text();
  EXPECT_TRUE(is_tame(render_confirmation(one, {.width = 40, .is_tty = true})));
  EXPECT_TRUE(is_tame(confirmation_as_json(one)));
}

}  // namespace
}  // namespace streamctl::cli
