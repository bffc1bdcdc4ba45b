#include <stop_token>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "cli/test_host.h"
#include "core/json.h"
#include "core/text.h"
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

std::vector<Json> json_lines_of(const std::string& text) {
  std::vector<Json> lines;
  for (const std::string_view line : split(trimmed(text), '\n'))
    lines.push_back(Json::parse(line));
  return lines;
}

TEST(Forge, RefusesWhatMakesNoSense) {
  const struct {
    std::vector<std::string> arguments;
    const char* words;
  } rows[] = {
      {{}, "forge needs an event type"},
      {{"call.craeted"}, "did you mean 'call.created'?"},
      {{"CALL.CREATED"}, "did you mean 'call.created'?"},
      {{"custom", "--call", "default:a b"}, "--call: 'default:a b': the id has a space"},
      {{"custom", "--to", "0"}, "the port is not a number from 1 to 65535"},
      {{"zzz.*"}, "no event type matches 'zzz.*'"},
      {{"call.created", "--scenario", "ringing"}, "not both"},
      {{"--scenario", "ringin"}, "did you mean 'ringing'?"},
      {{"--scenario", "./nothing.json"}, "nothing.json"},
      {{"call.created", "--speed", "2"}, "only a scenario has delays"},
      {{"call.created", "--count", "0"}, "--count"},
      {{"call.created", "--concurrency", "0"}, "--concurrency"},
      {{"call.created", "--rate", "0"}, "--rate"},
      {{"call.created", "--set", "room"}, "--set: bad setting 'room'"},
      {{"call.created", "--data", "[1]"}, "--data: not a JSON object"},
      {{"call.created", "--data", "{"}, "--data: "},
      {{"call.created", "--data", "@nothing.json"}, "nothing.json"},
      {{"call.created", "--call", "standup"}, "--call: 'standup' is no call"},
      {{"call.created", "--call", "default:a:b"}, "--call: 'default:a:b' is no call"},
      {{"call.created", "--call", "default:.."}, "--call: 'default:..' is no call"},
      {{"call.ended", "--call", ".:x"}, "--call: '.:x' is no call"},
      {{"--scenario", "ringing", "--call", "a:b:c"}, "--call: 'a:b:c' is no call"},
      {{"call.created", "--to", "example.org:8080"}, "--to: "},
      {{"call.created", "-H", "nonsense"}, "--header: 'nonsense'"},
      {{"call.created", "--ca-cert", "nothing.pem"}, "--ca-cert: "},
      {{"call.created", "--attempt-timeout", "0s"}, "--attempt-timeout: "},
      {{"call.created", "--signature", "bad"}, "valid, missing, wrong, tampered"},
      {{"call.created", "--output", "curl"}, "pass --print too"},
      {{"call.created", "--output", "xml"}, "'xml' is not one of pretty, json, curl"},
  };
  for (const auto& row : rows) {
    std::vector<std::string> arguments{"forge"};
    arguments.insert(arguments.end(), row.arguments.begin(), row.arguments.end());
    SCOPED_TRACE(joined(arguments, " "));
    const Ran ran = run_streamctl(arguments);
    EXPECT_EQ(ran.code, 2);
    EXPECT_EQ(ran.out, "");
    EXPECT_THAT(ran.err, HasSubstr(row.words));
  }
}

TEST(Forge, SaysHowToGiveASecret) {
  const Ran ran = run_streamctl({"forge", "call.created", "--to", "https://example.com/hook"},
                                {.environment = {}});
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.err, HasSubstr("no API secret"));
  EXPECT_THAT(ran.err, HasSubstr("STREAM_API_SECRET"));
  EXPECT_THAT(ran.err, HasSubstr("--api-secret-file"));
}

TEST(Forge, ReportsInJsonWhereverTheOptionStands) {
  ScriptedPeer peer({answer(503), answer(200), answer(404)});
  const Ran ran =
      run_streamctl({"forge", "call.created", "call.ended", "--to", peer.url(), "-o", "json"});
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.err, HasSubstr("/hook answered 404"));
  const auto lines = json_lines_of(ran.out);
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(lines[0]["result"], "delivered");
  EXPECT_EQ(lines[0]["attempts"].size(), 2U);
  EXPECT_EQ(lines[1]["type"], "call.ended");
  EXPECT_EQ(lines[1]["result"], "failed");
  EXPECT_EQ(lines[2]["failed"], 1);
  const Ran early = run_streamctl({"-o", "json", "forge", "custom", "--to", peer.url()});
  EXPECT_EQ(json_lines_of(early.out).size(), 2U);
  const Ran failed = run_streamctl({"forge", "x", "-o", "json"});
  EXPECT_EQ(Json::parse(failed.err)["error"]["code"], "usage");
}

TEST(Forge, TakesOptionsThatRepeatAsOftenAsTheyStand) {
  ScriptedPeer peer({answer(200)});
  const Ran ran = run_streamctl({"forge", "--set", "custom.a=1", "--set", "custom.b=2", "-H",
                                 "X-One: 1", "-H", "X-Two: 2", "custom", "--to", peer.url()});
  EXPECT_EQ(ran.code, 0);
  ASSERT_EQ(peer.requests().size(), 1U);
  const Json custom = Json::parse(peer.requests()[0].body)["custom"];
  EXPECT_EQ(custom["a"], "1");
  EXPECT_EQ(custom["b"], "2");
  EXPECT_EQ(peer.requests()[0].field("X-One"), "1");
  EXPECT_EQ(peer.requests()[0].field("X-Two"), "2");
}

TEST(Forge, SucceedsWhenAllAreDelivered) {
  ScriptedPeer peer({answer(204)});
  const Ran ran = run_streamctl({"forge", "call.created", "--to", peer.url()});
  EXPECT_EQ(ran.code, 0);
  EXPECT_THAT(ran.out, HasSubstr("call.created"));
  EXPECT_THAT(ran.out, HasSubstr("204"));
}

TEST(Forge, TakesPatternsOfTypes) {
  ScriptedPeer peer({answer(200)});
  EXPECT_EQ(run_streamctl({"forge", "call.recording_*", "custom", "--to", peer.url()}).code, 0);
  EXPECT_EQ(peer.requests().size(), 5U);
}

TEST(Forge, FindsItsTargetInTheEnvironment) {
  ScriptedPeer peer({answer(200)});
  Given given;
  given.environment["STREAMCTL_WEBHOOK_URL"] = peer.url();
  EXPECT_EQ(run_streamctl({"forge", "custom"}, given).code, 0);
  EXPECT_EQ(peer.requests().size(), 1U);
}

TEST(Forge, CallsAnUnreachableTargetAFailedDelivery) {
  const Ran ran = run_streamctl({"forge", "custom", "--to", "http://no-such-host.invalid/"});
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.out, HasSubstr("could not resolve host no-such-host.invalid"));
}

TEST(Forge, PrintsWithoutSending) {
  // No secret is needed to look at a body.
  const Ran ran = run_streamctl({"forge", "call.created", "--print", "--count", "2", "--gzip"},
                                {.environment = {}});
  EXPECT_EQ(ran.code, 0);
  const auto lines = json_lines_of(ran.out);
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0]["type"], "call.created");
}

TEST(Forge, ShowsAnswersSafely) {
  ScriptedPeer peer({answer(400, "no\x1b[2J thanks")});
  const Ran ran = run_streamctl({"forge", "custom", "--to", peer.url(), "--show-response"});
  EXPECT_THAT(ran.out, HasSubstr("thanks"));
  EXPECT_THAT(ran.out, Not(HasSubstr("\x1b")));
  EXPECT_THAT(run_streamctl({"forge", "custom", "--to", peer.url()}).out, Not(HasSubstr("thanks")));
}

TEST(Forge, ShowsExchangesWithoutCredentials) {
  ScriptedPeer peer({answer(200)});
  const Ran ran = run_streamctl(
      {"forge", "custom", "--to", peer.url(), "-v", "-H", "Authorization: Basic aHVudGVy"});
  EXPECT_THAT(ran.err, HasSubstr("> POST " + peer.url()));
  EXPECT_THAT(ran.err, HasSubstr("> X-Webhook-Attempt: 1"));
  EXPECT_THAT(ran.err, HasSubstr("> Authorization: ***"));
  EXPECT_THAT(ran.err, HasSubstr("< 200"));
  EXPECT_THAT(ran.err, Not(HasSubstr("aHVudGVy")));
  EXPECT_EQ(peer.requests().at(0).field("Authorization"), "Basic aHVudGVy");
}

TEST(Forge, ListsItsScenarios) {
  const auto lines = json_lines_of(run_streamctl({"forge", "--list-scenarios", "-o", "json"}).out);
  ASSERT_FALSE(lines.empty());
  EXPECT_EQ(lines[0]["kind"], "scenario");
  EXPECT_EQ(lines[0]["types"][0], "call.created");
}

TEST(Forge, StopsWithTheSignalsCode) {
  std::stop_source stop;
  ScriptedPeer peer([&](const testing::PeerRequest&, int) {
    stop.request_stop();
    return answer(200);
  });
  Given given;
  given.stop = stop.get_token();
  given.stop_signal = 2;
  const Ran ran = run_streamctl(
      {"forge", "custom", "--count", "1000", "--rate", "10", "--to", peer.url(), "-o", "json"},
      given);
  EXPECT_EQ(ran.code, 130);
  const auto lines = json_lines_of(ran.out);
  EXPECT_EQ(lines.back()["kind"], "summary");
  EXPECT_EQ(lines.back()["deliveries"], 1);
}

}  // namespace
}  // namespace streamctl::cli
