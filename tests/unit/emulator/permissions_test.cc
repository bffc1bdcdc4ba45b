// What users may do in calls, by their roles and the grants of the call type.
#include <set>
#include <string>

#include "core/time_text.h"
#include "emulator/bench.h"

namespace streamctl::emulator {
namespace {

constexpr const char* of_call = "/video/call/";

std::string refusal(const std::string& operation, const std::string& who, const std::string& action,
                    const std::string& type) {
  return operation + " failed with error: \"User " + who + " is not allowed to perform action " +
         action + " in scope 'video:" + type + "'\"";
}

TEST(Permissions, DecideWhatAUserMayDoInACallOfAnother) {
  const struct {
    const char* type;
    const char* path;
    Json body;
    const char* action;  ///< That is refused to jane, who is a member; "" if she may.
  } rows[] = {
      {"default", "/event", Json::object(), ""},
      {"default", "/reaction", {{"type", "like"}}, ""},
      {"default", "/mark_ended", Json::object(), ""},
      {"default", "/members", {{"update_members", {{{"user_id", "jane"}}}}}, ""},
      {"default",
       "/members",
       {{"update_members", {{{"user_id", "jane"}, {"role", "admin"}}}}},
       "UpdateCallMemberRole"},
      {"default", "/members", {{"remove_members", {"jane"}}}, ""},
      {"default", "/mute_users", {{"user_ids", {"jane"}}, {"audio", true}}, ""},
      {"default", "/mute_users", {{"user_ids", {"john"}}, {"audio", true}}, "MuteUsers"},
      {"default", "/mute_users", {{"mute_all_users", true}, {"audio", true}}, "MuteUsers"},
      {"default", "/block", {{"user_id", "john"}}, "BlockUser"},
      {"default", "/kick", {{"user_id", "john"}}, "KickUser"},
      {"default", "/pin", {{"user_id", "john"}, {"session_id", "s"}}, "PinCallTrack"},
      {"default", "/user_permissions", {{"user_id", "john"}}, "UpdateCallPermissions"},
      {"default", "/go_live", Json::object(), "UpdateCall"},
      {"livestream", "/mark_ended", Json::object(), "EndCall"},
      {"livestream", "/members", {{"update_members", {{{"user_id", "jane"}}}}}, "UpdateCallMember"},
      {"livestream", "/members", {{"remove_members", {"jane"}}}, "RemoveCallMember"},
      {"livestream", "/start_broadcasting", Json::object(), "StartBroadcasting"},
      {"livestream", "/recordings/raw/start", Json::object(), "StartRawRecording"},
      {"livestream", "/recordings/composite/stop", Json::object(), "StopRecording"},
      {"livestream", "/start_transcription", Json::object(), "StartTranscription"},
      {"livestream", "/event", Json::object(), ""},
      {"audio_room", "/unblock", {{"user_id", "john"}}, "BlockUser"},
      {"development", "/user_permissions", {{"user_id", "john"}}, ""},
      {"development", "/block", {{"user_id", "john"}}, ""},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(std::string(row.type) + row.path);
    Bench bench;
    bench.call(row.type);
    const std::string path = of_call + std::string(row.type) + "/a" + row.path;
    const auto answer = bench.as("jane", "POST", path, row.body);
    const std::string action = row.action;
    EXPECT_EQ(answer.status, action.empty() ? 201U : 403U) << answer.body;
    if (!action.empty()) {
      EXPECT_EQ(answer.body["code"], 17);
      EXPECT_THAT(answer.body["message"].get<std::string>(),
                  testing::EndsWith(refusal("", "'jane' with role 'user'", action, row.type)));
    }
    EXPECT_NE(bench.server("POST", "/api/v2" + path, row.body).status, 403U) << "a server may all";
  }
}

TEST(Permissions, DecideWhichCallsAQueryFinds) {
  Bench bench;
  bench.call("default", "open");
  bench.call("default", "blocked");
  bench.server("POST", "/api/v2/video/calltypes",
               {{"name", "closed"}, {"grants", {{"user", {"join-call", "read-call-owner"}}}}});
  bench.call("closed", "secret");
  bench.server("POST", "/api/v2/video/call/default/blocked/block", {{"user_id", "jane"}});
  const auto found = [](const Answer& answer) {
    std::set<std::string> cids;
    for (const Json& one : answer.body["calls"])
      cids.insert(one["call"]["cid"]);
    return cids;
  };
  const std::string path = "/video/calls";
  const std::set<std::string> all{"closed:secret", "default:blocked", "default:open"};
  EXPECT_EQ(found(bench.server("POST", "/api/v2/video/calls", Json::object())), all);
  EXPECT_EQ(found(bench.as("john", "POST", path, Json::object())), all) << "by the owner";
  EXPECT_EQ(found(bench.as("jane", "POST", path, Json::object())),
            std::set<std::string>{"default:open"});
  const auto watching =
      bench.as("jane", "POST", path + "?connection_id=" + bench.connect("jane"), {{"watch", true}});
  EXPECT_THAT(watching.outcome.watched_calls, ElementsAre("default:open"));
  EXPECT_EQ(bench.as("ghost", "POST", path, Json::object()).status, 404U);
  bench.server("PATCH", "/api/v2/app", {{"disable_permissions_checks", true}});
  EXPECT_EQ(found(bench.as("jane", "POST", path, Json::object())),
            (std::set<std::string>{"closed:secret", "default:open"}));
}

TEST(Permissions, OfOwnersAreTheCreators) {
  Bench bench;
  bench.users({"john", "jane"});
  bench.as("john", "POST", "/video/call/livestream/show", {{"data", {{"members", Json::array()}}}});
  const Json custom{{"custom", {{"a", 1}}}};
  const Json settings{{"settings_override", {{"audio", {{"default_device", "speaker"}}}}}};
  EXPECT_EQ(bench.as("john", "PATCH", "/video/call/livestream/show", custom).status, 200U);
  EXPECT_EQ(bench.as("jane", "PATCH", "/video/call/livestream/show", custom).body["message"],
            refusal("UpdateCall", "'jane' with role 'user'", "UpdateCall", "livestream"));
  EXPECT_EQ(bench.as("john", "PATCH", "/video/call/livestream/show", settings).body["message"],
            refusal("UpdateCall", "'john' with role 'user'", "UpdateCallSettings", "livestream"));
  bench.as("john", "POST", "/video/call/default/talk");
  EXPECT_EQ(bench.as("john", "PATCH", "/video/call/default/talk", settings).status, 200U);
}

TEST(Permissions, AreThoseOfTheRolesOfTheUserAndTheMember) {
  Bench bench;
  bench.call();
  for (const char* role : {"listener", "speaker"})
    bench.server("POST", "/api/v2/roles", {{"name", role}});
  bench.server("POST", "/api/v2/users",
               {{"users", {{"jane", {{"id", "jane"}, {"role", "listener"}}}}}});
  bench.server("POST", "/api/v2/video/call/default/a/members",
               {{"update_members", {{{"user_id", "jane"}, {"role", "speaker"}}}}});
  const auto event = [&] { return bench.as("jane", "POST", "/video/call/default/a/event"); };
  EXPECT_EQ(
      event().body["message"],
      refusal("SendCallEvent", "'jane' with roles ['listener', 'speaker']", "SendEvent", "default"))
      << "a new role has no permission";
  const auto grant = [&](const char* role, const Json& list) {
    bench.server("PUT", "/api/v2/video/calltypes/default", {{"grants", {{role, list}}}});
  };
  grant("speaker", {"send-event", "start-record-call"});
  EXPECT_EQ(event().status, 201U);
  EXPECT_EQ(bench.as("jane", "GET", "/video/call/default/a").status, 403U);
  grant("listener", {"read-call-any-team"});
  EXPECT_EQ(bench.as("jane", "GET", "/video/call/default/a").body["own_capabilities"],
            Json({"read-call", "start-record-call"}))
      << "by the name of the capability, too";
  const std::string token =
      Bench::token({{"user_id", "jane"}, {"role", "admin"}, {"call_cids", {"default:a"}}});
  EXPECT_EQ(bench.ask(token, "POST", "/video/call/default/a/mark_ended").status, 201U)
      << "a call token may name the role";
  bench.server("PATCH", "/api/v2/app", {{"disable_permissions_checks", true}});
  grant("speaker", Json::array());
  EXPECT_EQ(event().status, 201U);
}

TEST(Permissions, OfGuestsAndNobodyAreFew) {
  Bench bench;
  bench.call("livestream");
  bench.call("default");
  const auto guest = bench.ask("", "POST", "/video/guest", {{"user", {{"id", "visitor"}}}});
  const std::string visitor = guest.body["access_token"].get<std::string>();
  const std::string id = guest.body["user"]["id"].get<std::string>();
  EXPECT_EQ(bench.ask(visitor, "POST", "/video/call/default/new").body["message"],
            refusal("GetOrCreateCall", "'" + id + "' with role 'guest'", "CreateCall", "default"));
  EXPECT_EQ(bench.ask(visitor, "POST", "/video/call/default/a/event").status, 201U);
  bench.server("PATCH", "/api/v2/app", {{"guest_user_creation_disabled", true}});
  EXPECT_EQ(bench.ask("", "POST", "/video/guest", {{"user", {{"id", "late"}}}}).status, 403U);
  const std::string nobody = Bench::user_token("!anon");
  EXPECT_EQ(bench.ask(nobody, "GET", "/video/call/livestream/a").status, 200U);
  EXPECT_EQ(bench.ask(nobody, "GET", "/video/call/default/a").body["message"],
            refusal("GetCall", "'!anon' with role 'anonymous'", "ReadCall", "default"));
  const auto join = [&](const std::string& type) {
    return bench.ask(nobody, "POST", "/video/call/" + type + "/a/join", {{"location", "AMS"}});
  };
  EXPECT_EQ(join("livestream").body["message"],
            refusal("JoinCall", "'!anon' with role 'anonymous'", "JoinBackstage", "livestream"));
  bench.server("POST", "/api/v2/video/call/livestream/a/go_live");
  EXPECT_EQ(join("livestream").status, 201U);
  EXPECT_EQ(join("default").status, 403U);
}

TEST(Backstage, IsForThoseWhoMayUntilTheCallIsNear) {
  Bench bench;
  bench.users({"john", "jane"});
  const std::string path = "/video/call/livestream/show";
  const Json backstage{{"backstage", {{"enabled", true}, {"join_ahead_time_seconds", 300}}}};
  bench.as("john", "POST", path,
           {{"data", {{"starts_at", "2026-11-23T17:50:00Z"}, {"settings_override", backstage}}}});
  const auto join = [&](const char* user) {
    return bench.as(user, "POST", path + "/join", {{"location", "AMS"}});
  };
  bench.clock.time = *parse_rfc3339("2026-11-23T17:44:59Z");
  EXPECT_EQ(join("john").status, 201U) << "the owner";
  EXPECT_EQ(join("jane").body["message"],
            refusal("JoinCall", "'jane' with role 'user'", "JoinBackstage", "livestream"));
  EXPECT_EQ(bench.as("jane", "GET", path).status, 200U) << "she may look";
  bench.clock.time = *parse_rfc3339("2026-11-23T17:45:00Z");
  EXPECT_EQ(join("jane").status, 201U);
  const auto stopped = bench.as("john", "POST", path + "/stop_live");
  EXPECT_EQ(stopped.event("call.session_participant_left")["participant"]["user"]["id"], "jane");
  bench.as("john", "POST", path + "/go_live");
  EXPECT_EQ(join("jane").status, 201U);
}

TEST(EndedCalls, AreJoinedByThoseWhoMay) {
  for (const auto& [type, status] : {std::pair{"default", 201U}, std::pair{"audio_room", 403U}}) {
    Bench bench;
    bench.call(type);
    const std::string path = std::string(of_call) + type + "/a";
    bench.server("POST", "/api/v2" + path + "/go_live");
    bench.server("POST", "/api/v2" + path + "/mark_ended");
    EXPECT_EQ(bench.as("jane", "POST", path + "/join", {{"location", "AMS"}}).status, status)
        << type;
  }
}

TEST(PermissionList, HasEachOneForAllAndForOwners) {
  Bench bench;
  const auto of = [&](const std::string& id) {
    return bench.server("GET", "/api/v2/permissions/" + id);
  };
  EXPECT_EQ(of("start-recording").body["permission"]["action"], "StartRecording");
  EXPECT_EQ(of("end-call-owner").body["permission"]["owner"], true);
  EXPECT_EQ(of("start-record-call").status, 404U) << "that is a capability";
  EXPECT_EQ(of("end-call-any-team").status, 404U);
}

}  // namespace
}  // namespace streamctl::emulator
