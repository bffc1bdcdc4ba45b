#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "cli/test_host.h"
#include "core/json.h"
#include "net/scripted_peer.h"

namespace streamctl::cli {
namespace {

using testing::answer;
using testing::Given;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::Ran;
using testing::run_streamctl;
using testing::ScriptedPeer;

constexpr const char* app =
    R"({"app":{"event_hooks":[{"id":"a","hook_type":"sqs","sqs_queue_url":"https://q/",)"
    R"("sqs_secret":"s3cret","new":[1.50,12345678901234567890]}]}})";

Given at(const ScriptedPeer& peer) {
  Given given;
  given.environment["STREAM_BASE_URL"] = "http://127.0.0.1:" + std::to_string(peer.port());
  return given;
}

TEST(Hooks, AreShownMasked) {
  ScriptedPeer peer({answer(200, app)});
  EXPECT_EQ(run_streamctl({"hooks"}, at(peer)).out,
            "ID  KIND  TARGET      EVENTS  STATE\na   sqs   https://q/  all     on\n");
  EXPECT_EQ(run_streamctl({"hooks", "-o", "json"}, at(peer)).out,
            R"({"kind":"hook","id":"a","hook_type":"sqs","sqs_queue_url":"https://q/",)"
            R"("sqs_secret":"***","new":[1.50,12345678901234567890]})"
            "\n");
}

TEST(Hooks, AreWrittenBackWhole) {
  ScriptedPeer peer({answer(200, app), answer(200, "{}"),
                     answer(200, R"({"app":{"event_hooks":[{"id":"b","hook_type":"webhook",)"
                                 R"("event_types":[],"webhook_url":"https://x/"}]}})")});
  const Ran ran = run_streamctl({"hooks", "add", "https://x/"}, at(peer));
  EXPECT_EQ(ran.out, "added webhook hook b: https://x/\n");
  EXPECT_EQ(peer.requests()[1].body,
            R"({"event_hooks":[{"id":"a","hook_type":"sqs","sqs_queue_url":"https://q/",)"
            R"("sqs_secret":"s3cret","new":[1.50,12345678901234567890]},{"hook_type":"webhook",)"
            R"("enabled":true,"event_types":[],"webhook_url":"https://x/"}]})");
  EXPECT_THAT(ran.out + ran.err, Not(HasSubstr("s3cret")));
}

TEST(Hooks, OfForeignTextAreShownBeforeTheyChange) {
  ScriptedPeer peer({answer(200, R"({"app":{"event_hooks":[{"id":"a","hook_type":"webhook",)"
                                 R"("webhook_url":"https://x/\ud800\u001b[2J"}]}})")});
  const Ran ran =
      run_streamctl({"hooks", "update", "a", "--url", "https://y/", "--dry-run"}, at(peer));
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr(R"(- webhook_url: "https://x/\ud800\u001b[2J")"));
}

TEST(Hooks, AreMissedWhenTheApiDidNotKeepThem) {
  ScriptedPeer peer({answer(200, app), answer(200, "{}"), answer(200, app)});
  const Ran ran = run_streamctl({"hooks", "add", "https://x/"}, at(peer));
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.err, HasSubstr("the app does not have it"));
}

}  // namespace
}  // namespace streamctl::cli
