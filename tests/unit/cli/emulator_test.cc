#include <string>
#include <vector>

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
using testing::Ran;
using testing::run_streamctl;
using testing::ScriptedPeer;
using ::testing::StartsWith;

std::string base_url(const ScriptedPeer& peer) {
  return "http://127.0.0.1:" + std::to_string(peer.port());
}

/// Runs `arguments` as an action of `emulator` on `peer`.
Ran act(const ScriptedPeer& peer, std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "emulator");
  arguments.insert(arguments.end(), {"--at", base_url(peer)});
  return run_streamctl(arguments);
}

TEST(EmulatorActions, SendARequestAndReportTheAnswer) {
  const struct {
    std::vector<std::string> arguments;
    const char* request;
    const char* body;
    const char* answered;
    const char* out;
    const char* err;
  } rows[] = {
      {{"drop"},
       "POST /_emulator/drop ",
       R"({"code":1001})",
       R"({"dropped":2})",
       "",
       "Dropped 2 sockets\n"},
      {{"drop", "--code", "1006", "--user-id", "j"},
       "POST /_emulator/drop ",
       R"({"user_id":"j","code":1006})",
       R"({"dropped":1})",
       "",
       "Dropped 1 socket\n"},
      {{"silence"},
       "POST /_emulator/silence ",
       "{}",
       R"({"silenced":0})",
       "",
       "Silenced 0 sockets\n"},
      {{"fail", "3"},
       "POST /_emulator/fail ",
       R"({"count":3,"status":503})",
       R"({"failing":3,"status":503})",
       "",
       "The next 3 requests are answered 503 Service Unavailable\n"},
      {{"fail", "1", "--status", "429"},
       "POST /_emulator/fail ",
       R"({"count":1,"status":429})",
       R"({"failing":1,"status":429})",
       "",
       "The next request is answered 429 Too Many Requests\n"},
      {{"fail", "0"},
       "POST /_emulator/fail ",
       R"({"count":0,"status":503})",
       R"({"failing":0,"status":503})",
       "",
       "No request is failed any more\n"},
      {{"fail", "2", "--operation", "Get*", "--latency", "1.5s", "--probability", "0.25"},
       "POST /_emulator/fail ",
       R"({"count":2,"operation":"Get*","probability":0.25,"latency_ms":1500})",
       R"({"failing":2,"operation":"Get*","probability":0.25,"latency_ms":1500})",
       "",
       "The next 2 requests of Get* are answered after 1.5s, each with probability 0.25\n"},
      {{"clock"},
       "GET /_emulator/clock ",
       "",
       R"({"now":"2026-11-23T17:00:00.123456Z","frozen":false,"pending":0})",
       "2026-11-23T17:00:00.123456Z, running\n",
       ""},
      {{"clock", "freeze"},
       "POST /_emulator/clock ",
       R"({"frozen":true})",
       R"({"now":"2026-11-23T17:00:00.123456Z","frozen":true,"pending":0,"happened":0})",
       "",
       "The clock is at 2026-11-23T17:00:00.123456Z, frozen\n"},
      {{"clock", "run", "--quiet"}, "POST /_emulator/clock ", R"({"frozen":false})", "{}", "", ""},
      {{"clock", "advance", "1.5m"},
       "POST /_emulator/clock ",
       R"({"advance_ms":90000})",
       R"({"now":"2026-11-23T17:01:30.000000Z","frozen":false,"pending":0,"happened":1})",
       "",
       "The clock is at 2026-11-23T17:01:30.000000Z, running; 1 event or deadline was due\n"},
      {{"clock", "set", "2027-01-01T00:00:00Z", "-o", "json"},
       "POST /_emulator/clock ",
       R"({"set":"2027-01-01T00:00:00Z"})",
       R"({"now":"2027-01-01T00:00:00.000000Z"})",
       "{\"now\":\"2027-01-01T00:00:00.000000Z\"}\n",
       ""},
      {{"expire-tokens"},
       "POST /_emulator/expire-tokens ",
       "",
       R"({"expired":1})",
       "",
       "Tokens expired; closed 1 socket\n"},
      {{"reset"}, "POST /_emulator/reset ", "", "{}", "", "Reset\n"},
      {{"reset", "--quiet"}, "POST /_emulator/reset ", "", "{}", "", ""},
      {{"reset", "-o", "json"}, "POST /_emulator/reset ", "", "{}", "{}\n", ""},
      {{"state", "-o", "json"}, "GET /_emulator/state ", "", R"({"n":1.50})", "{\"n\":1.50}\n", ""},
      {{"state"}, "GET /_emulator/state ", "", R"({"n":1})", "{\n  \"n\": 1\n}\n", ""},
      {{"log", "-o", "json"},
       "GET /_emulator/log ",
       "",
       R"({"log":[{"kind":"a"},{"kind":"b"}]})",
       "{\"kind\":\"a\"}\n{\"kind\":\"b\"}\n",
       ""},
      {{"push", "call.ring", "--call", "default:a", "--set", "x.y=z", "--data", R"({"n":1})"},
       "POST /_emulator/push ",
       R"({"type":"call.ring","call_cid":"default:a","data":{"n":1},)"
       R"("set":[{"path":"x.y","value":"z"}]})",
       R"({"events":[{"type":"call.created"},{"type":"call.ring"}]})",
       "call.created\ncall.ring\n",
       ""},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(std::string(row.request) + row.body);
    const ScriptedPeer peer({answer(200, row.answered)});
    const Ran ran = act(peer, row.arguments);
    EXPECT_EQ(ran.code, 0);
    EXPECT_EQ(ran.out, row.out);
    EXPECT_EQ(ran.err, row.err);
    ASSERT_EQ(peer.requests().size(), 1U);
    EXPECT_THAT(peer.requests()[0].head, StartsWith(row.request));
    EXPECT_EQ(peer.requests()[0].body, row.body);
  }
}

TEST(EmulatorActions, ReportARefusalAndItsHint) {
  const struct {
    unsigned status;
    const char* answered;
    const char* err;
  } rows[] = {
      {400, R"({"error":{"message":"no such type","hint":"try another"}})",
       "streamctl: error: no such type\nhint: try another\n"},
      {403, R"({"error":{"message":"\u001b[31mno","hint":7}})",
       "streamctl: error: \\u001b[31mno\n"},
  };
  for (const auto& row : rows) {
    const ScriptedPeer peer({answer(row.status, row.answered)});
    const Ran ran = act(peer, {"reset"});
    EXPECT_EQ(ran.code, 1);
    EXPECT_EQ(ran.err, row.err);
  }
}

TEST(EmulatorActions, RefuseAServerThatIsNotAnEmulator) {
  const struct {
    unsigned status;
    const char* answered;
  } rows[] = {{200, "<html>"}, {200, "[]"}, {404, "{}"}, {500, R"({"error":"no"})"}};
  for (const auto& row : rows) {
    const ScriptedPeer peer({answer(row.status, row.answered)});
    const Ran ran = act(peer, {"log"});
    EXPECT_EQ(ran.code, 1);
    EXPECT_EQ(ran.out, "");
    EXPECT_THAT(ran.err, HasSubstr("is no emulator: it answers " + std::to_string(row.status)));
  }
}

TEST(EmulatorActions, SurviveAnAnswerOfAnotherShape) {
  const struct {
    const char* answered;
    const char* log;
  } rows[] = {{R"({"events":7,"log":7,"dropped":"x"})", "7\n"},
              {R"({"events":[7,{"type":7},null],"log":[7,null]})", "7\nnull\n"},
              {"{}", ""}};
  for (const auto& row : rows) {
    for (const std::vector<std::string>& arguments :
         {std::vector<std::string>{"push", "custom"}, {"log"}, {"drop"}}) {
      const ScriptedPeer peer({answer(200, row.answered)});
      const Ran ran = act(peer, arguments);
      EXPECT_EQ(ran.code, 0) << ran.err;
      EXPECT_EQ(ran.out, arguments[0] == "log" ? row.log : "");
    }
  }
}

TEST(EmulatorActions, FindTheEmulatorOfTheBaseUrlButNeverStream) {
  const ScriptedPeer peer({answer(200, "{}")});
  Given given;
  given.environment["STREAM_BASE_URL"] = base_url(peer);
  EXPECT_EQ(run_streamctl({"emulator", "reset"}, given).err, "Reset\n");
  EXPECT_EQ(peer.requests().size(), 1U);
  EXPECT_THAT(run_streamctl({"emulator", "reset", "--at", "http://[::1"}, given).err,
              HasSubstr("--at: "));
}

TEST(EmulatorActions, TakeNoOptionOfAnother) {
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"reset", "--code", "1001"},
        {"drop", "--status", "503"},
        {"fail", "1", "--user-id", "j"}}) {
    const ScriptedPeer peer({answer(200, "{}")});
    const Ran ran = act(peer, arguments);
    EXPECT_EQ(ran.code, 2);
    EXPECT_THAT(ran.err, HasSubstr("unknown option '--"));
    EXPECT_TRUE(peer.requests().empty());
  }
}

}  // namespace
}  // namespace streamctl::cli
