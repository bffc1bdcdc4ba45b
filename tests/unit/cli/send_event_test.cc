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

Given at(const ScriptedPeer& peer) {
  Given given;
  given.environment["STREAM_BASE_URL"] = "http://127.0.0.1:" + std::to_string(peer.port());
  return given;
}

TEST(SendEvent, PostsTheCustomData) {
  ScriptedPeer peer({answer(201, R"({"duration":"1ms"})")});
  const Ran ran =
      run_streamctl({"send-event", "default:standup", "--user-id", "john", "--data",
                     R"({"a":{"x":1}})", "--custom", "a.y=two", "--custom", "b:=[3]", "-o", "json"},
                    at(peer));
  EXPECT_EQ(ran.code, 0);
  EXPECT_EQ(Json::parse(ran.out)["kind"], "sent");
  EXPECT_EQ(Json::parse(ran.out)["call_cid"], "default:standup");
  ASSERT_EQ(peer.requests().size(), 1U);
  EXPECT_EQ(peer.requests()[0].body,
            R"({"user_id":"john","custom":{"a":{"x":1,"y":"two"},"b":[3]}})");
  EXPECT_THAT(peer.requests()[0].head,
              HasSubstr("POST /api/v2/video/call/default/standup/event?api_key=key HTTP/1.1"));
}

TEST(SendEvent, IsRefusedInWords) {
  ScriptedPeer peer({answer(404, R"({"code":16,"message":"no call","StatusCode":404})")});
  const Ran ran = run_streamctl({"send-event", "default:standup"}, at(peer));
  EXPECT_EQ(ran.code, 1);
  EXPECT_EQ(ran.out, "");
  EXPECT_EQ(
      ran.err,
      "streamctl: error: cannot send the event to default:standup: no call (HTTP 404, code "
      "16)\nhint: create the call first: 'streamctl call create TYPE:ID'; send-event and watch "
      "do it with --create\n");
}

TEST(SendEvent, EndsWithTheSignalThatStoppedIt) {
  ScriptedPeer peer({testing::silence()});
  std::stop_source stop;
  stop.request_stop();
  Given given = at(peer);
  given.stop = stop.get_token();
  given.stop_signal = 15;
  EXPECT_EQ(run_streamctl({"send-event", "default:standup"}, given).code, 143);
}

TEST(SendEvent, MasksTheTokenInVerboseOutput) {
  ScriptedPeer peer({answer(201, "{}")});
  const Ran ran = run_streamctl({"send-event", "default:standup", "-v"}, at(peer));
  EXPECT_THAT(ran.err, HasSubstr("> Authorization: ***\n"));
  EXPECT_THAT(ran.err, ::testing::Not(HasSubstr(peer.requests()[0].field("Authorization"))));
}

}  // namespace
}  // namespace streamctl::cli
