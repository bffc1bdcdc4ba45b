#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "args/target.h"

namespace streamctl::cli {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

/// A context with separate streams.
struct Desk {
  std::istringstream in;
  std::ostringstream out;
  std::ostringstream err;
  SystemClock clock;
  Random random{1};
  int no_signal = 0;
  Context context{.in = in,
                  .out = out,
                  .err = err,
                  .out_terminal = {},
                  .err_terminal = {},
                  .clock = clock,
                  .random = random,
                  .stop = {},
                  .stop_signal = no_signal};
};

TEST(TargetOptions, ReadsHeaderFields) {
  const struct {
    const char* text;
    net::Header field;
  } rows[] = {{"X-Trace: 1", {"X-Trace", "1"}},
              {"X-Trace:1", {"X-Trace", "1"}},
              {"X-Url: http://x/", {"X-Url", "http://x/"}},
              {"X-Empty:", {"X-Empty", ""}},
              {"Host: app.test", {"Host", "app.test"}},
              {"Content-Type: text/json", {"Content-Type", "text/json"}},
              {"Authorization: Basic eA==", {"Authorization", "Basic eA=="}},
              {"X-Wide: \tGr\xc3\xbc\xc3\x9f ", {"X-Wide", "Gr\xc3\xbc\xc3\x9f"}}};
  for (const auto& row : rows) {
    const auto field = parse_header(row.text);
    ASSERT_TRUE(field) << row.text;
    EXPECT_EQ(*field, row.field);
  }
}

TEST(TargetOptions, RefusesWhatIsNoHeaderField) {
  for (const char* text : {"",
                           "X-Trace",
                           ": 1",
                           "X Trace: 1",
                           "X-Tr\xc3\xa4"
                           "ce: 1",
                           "X-Trace: 1\r\nX-Other: 2",
                           "X-Trace: \x1b[2J",
                           "Content-Length: 5",
                           "transfer-encoding: chunked",
                           "X-SIGNATURE: abc",
                           "X-Api-Key: k",
                           "X_Signature: a",
                           "x_api_key: k",
                           "X-Webhook_Id: 1",
                           "X-Webhook-Id: 1",
                           "x-webhook-attempt: 2",
                           "Content-Encoding: gzip",
                           "Connection: close",
                           "Keep-Alive: 5",
                           "TE: trailers",
                           "Trailer: X",
                           "Upgrade: h2c",
                           "Expect: 100-continue",
                           "Proxy-Connection: close"}) {
    const auto field = parse_header(text);
    ASSERT_FALSE(field) << text;
    EXPECT_EQ(field.error().kind, ErrorKind::usage);
    EXPECT_THAT(field.error().what, HasSubstr("--header: "));
    EXPECT_EQ(field.error().what.find('\n'), std::string::npos);
    EXPECT_EQ(field.error().what.find('\x1b'), std::string::npos);
  }
}

TEST(TargetOptions, ThinkOfTheOptionThenTheSettingsThenTheDefault) {
  Desk desk;
  TargetOptions options;
  EXPECT_EQ(resolve_target(options, desk.context)->url, "http://127.0.0.1:8080/");
  desk.context.settings.webhook_url = "http://set.test/";
  EXPECT_EQ(resolve_target(options, desk.context)->url, "http://set.test/");
  options.to = "http://said.test/";
  EXPECT_EQ(resolve_target(options, desk.context)->url, "http://said.test/");
}

TEST(TargetOptions, SayWhichUrlIsBad) {
  Desk desk;
  TargetOptions options;
  options.to = "ftp://x/";
  EXPECT_THAT(resolve_target(options, desk.context).error().what, HasSubstr("--to: bad URL"));
  options.to.reset();
  desk.context.settings.webhook_url = "x";
  desk.context.settings.sources.webhook_url = "STREAMCTL_WEBHOOK_URL";
  EXPECT_THAT(resolve_target(options, desk.context).error().what,
              HasSubstr("STREAMCTL_WEBHOOK_URL: bad URL"));
}

TEST(TargetOptions, CarryTheKeyAndTheTimeToConnect) {
  Desk desk;
  desk.context.settings.api_key = "key";
  desk.context.settings.connect_timeout = 2s;
  TargetOptions options;
  options.reach.headers = {"X-One: 1", "X-One: 2"};
  const auto target = resolve_target(options, desk.context);
  ASSERT_TRUE(target);
  EXPECT_EQ(target->api_key, "key");
  EXPECT_EQ(target->connect_timeout, 2s);
  EXPECT_EQ(target->headers.count("X-One"), 2U);
}

TEST(TargetOptions, SayThatNothingIsVerified) {
  Desk desk;
  TargetOptions options;
  options.reach.insecure = true;
  options.to = "http://plain.test/";
  ASSERT_TRUE(resolve_target(options, desk.context));
  EXPECT_EQ(desk.err.str(), "");  // There is nothing to verify.
  options.to = "https://secret.test/";
  ASSERT_TRUE(resolve_target(options, desk.context));
  EXPECT_THAT(desk.err.str(), HasSubstr("https://secret.test/ is not verified"));
}

TEST(TargetOptions, WantTimeForAnAttempt) {
  EXPECT_TRUE(check_policy({}));
  EXPECT_THAT(check_policy({.attempt_timeout = 0s}).error().what, HasSubstr("--attempt-timeout"));
  EXPECT_THAT(check_policy({.total_timeout = 0s}).error().what, HasSubstr("--total-timeout"));
}

}  // namespace
}  // namespace streamctl::cli
