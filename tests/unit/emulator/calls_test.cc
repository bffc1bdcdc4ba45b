#include "emulator/bench.h"

namespace streamctl::emulator {
namespace {

TEST(Calls, AreMadeOnceAndWhole) {
  Bench bench;
  bench.users({"john"});
  const auto made = bench.server("POST", "/api/v2/video/call/default/a",
                                 {{"data", {{"created_by_id", "john"}, {"custom", {{"n", 1}}}}}});
  EXPECT_EQ(made.status, 201U);
  EXPECT_EQ(made.body["created"], true);
  EXPECT_THAT(made.types(), ElementsAre("call.created"));
  const auto again = bench.as("john", "POST", "/video/call/default/a");
  EXPECT_EQ(again.body["created"], false);
  EXPECT_THAT(again.types(), IsEmpty());
  EXPECT_EQ(mismatch_of(again.body["call"], "CallResponse"), std::nullopt);
  EXPECT_EQ(again.body["call"]["custom"]["n"], 1);
  EXPECT_TRUE(again.body["duration"].is_string());
  for (const char* group : {"video", "audio", "screensharing"})
    EXPECT_TRUE(again.body["call"]["settings"].contains(group)) << "the JS client dies without";
  EXPECT_TRUE(again.body["call"]["settings"]["screensharing"].contains("target_resolution"));
}

TEST(Calls, WriteTimesAsTheSurfaceDoes) {
  Bench bench;
  bench.call();
  EXPECT_EQ(bench.server("GET", "/api/v2/video/call/default/a").body["call"]["created_at"],
            1'795'453'200'123'456'789);
  EXPECT_EQ(bench.as("john", "GET", "/video/call/default/a").body["call"]["created_at"],
            "2026-11-23T17:00:00.123456789Z");
}

TEST(Calls, ConvertNoTimesOfTheUsersOwn) {
  Bench bench;
  bench.users({"john"});
  const Json custom{{"created_at", "2026-11-23T17:00:00Z"},
                    {"n", {{"ended_at", "2026-01-01T00:00:00Z"}}}};
  const auto made = bench.server("POST", "/api/v2/video/call/default/a",
                                 {{"data", {{"created_by_id", "john"}, {"custom", custom}}}});
  EXPECT_EQ(made.body["call"]["custom"], custom);
}

TEST(Calls, RefuseWhatIsWrongAndStayAsTheyWere) {
  Bench bench;
  bench.call();
  const Json before = dump(bench.state);
  const struct {
    const char* name;
    const char* method;
    std::string path;
    Json body;
    unsigned status;
    int code;
  } rows[] = {
      {"no maker", "POST", "/call/default/b", {}, 400, 4},
      {"unknown type", "POST", "/call/bananas/b", {{"data", {{"created_by_id", "john"}}}}, 404, 16},
      {"unknown member",
       "POST",
       "/call/default/b",
       {{"data", {{"created_by_id", "john"}, {"members", {{{"user_id", "x"}}}}}}},
       400,
       4},
      {"bad settings",
       "POST",
       "/call/default/b",
       {{"data", {{"created_by_id", "john"}, {"settings_override", {{"audio", 7}}}}}},
       400,
       4},
      {"bad id", "POST", "/call/default/b%2Fc", {{"data", {{"created_by_id", "john"}}}}, 400, 4},
      {"missing", "GET", "/call/default/b", nullptr, 404, 16},
      {"no object", "POST", "/call/default/a", Json::array(), 400, 4},
      {"custom of another kind", "PATCH", "/call/default/a", {{"custom", "x"}}, 400, 4},
      {"settings to unsound ones",
       "PATCH",
       "/call/default/a",
       {{"settings_override", {{"video", {{"camera_facing", "sideways"}}}}}},
       400,
       4},
      {"no such recording", "POST", "/call/default/a/recordings/blurred/start", {}, 400, 4},
      {"nothing to stop", "POST", "/call/default/a/stop_transcription", {}, 400, 4},
      {"nobody to block", "POST", "/call/default/a/block", {{"user_id", "x"}}, 404, 16},
      {"members wrongly", "POST", "/call/default/a/members", {{"update_members", {7}}}, 400, 4},
      {"no event's user", "POST", "/call/default/a/event", {{"custom", {{"a", 1}}}}, 400, 4},
      {"unknown capability",
       "POST",
       "/call/default/a/user_permissions",
       {{"user_id", "jane"}, {"grant_permissions", {"fly"}}},
       400,
       4},
      {"no such route", "POST", "/call/default/a/nosuch", {}, 404, 16},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    const auto answer = bench.server(row.method, "/api/v2/video" + row.path, row.body);
    EXPECT_EQ(answer.status, row.status);
    EXPECT_EQ(mismatch_of(answer.body, "APIError"), std::nullopt);
    EXPECT_EQ(answer.body["code"], row.code) << answer.body["message"];
    EXPECT_EQ(answer.body["StatusCode"], row.status);
    EXPECT_THAT(answer.types(), IsEmpty());
    EXPECT_EQ(dump(bench.state), before);
  }
}

TEST(Calls, NameTheOperationInTheirErrors) {
  Bench bench;
  const auto missing = bench.server("GET", "/api/v2/video/call/default/x");
  EXPECT_EQ(missing.body["message"],
            "GetCall failed with error: \"Can't find call with id default:x\"");
}

TEST(Calls, TakeSettingsOverTheirTypes) {
  Bench bench;
  bench.users({"john"});
  const auto made = bench.server(
      "POST", "/api/v2/video/call/livestream/a",
      {{"data",
        {{"created_by_id", "john"},
         {"settings_override",
          {{"audio", {{"mic_default_on", true}, {"default_device", "speaker"}, {"unknown", 1}}},
           {"nonsense", {{"a", 1}}}}}}}});
  const Json& settings = made.body["call"]["settings"];
  EXPECT_EQ(settings["audio"]["mic_default_on"], true);
  EXPECT_EQ(settings["audio"]["speaker_default_on"], true);
  EXPECT_FALSE(settings.contains("nonsense"));
  EXPECT_EQ(made.body["call"]["backstage"], true);
}

TEST(Calls, EndWithAllThatRuns) {
  Bench bench;
  bench.call();
  ASSERT_TRUE(push(bench.state, {.type = "call.session_started", .call_cid = "default:a"}));
  bench.server("POST", "/api/v2/video/call/default/a/recordings/composite/start");
  bench.server("POST", "/api/v2/video/call/default/a/start_broadcasting");
  const auto ended = bench.as("john", "POST", "/video/call/default/a/mark_ended");
  EXPECT_THAT(ended.types(),
              ElementsAre("call.recording_stopped", "call.recording_ready",
                          "call.hls_broadcasting_stopped", "call.session_ended", "call.ended"));
  EXPECT_EQ(ended.event("call.ended")["user"]["id"], "john");
  const auto call = bench.as("john", "GET", "/video/call/default/a").body["call"];
  EXPECT_TRUE(call.contains("ended_at"));
  EXPECT_EQ(call["current_session_id"], "");
  EXPECT_EQ(call["recording"], false);
}

TEST(Calls, AreGoneOnceDeleted) {
  Bench bench;
  bench.call();
  const auto deleted =
      bench.server("POST", "/api/v2/video/call/default/a/delete", {{"hard", true}});
  const Json task =
      bench.server("GET", "/api/v2/tasks/" + deleted.body["task_id"].get<std::string>()).body;
  EXPECT_EQ(task["result"]["default:a"]["status"], "ok");
  EXPECT_THAT(deleted.types(), ElementsAre("call.deleted"));
  EXPECT_EQ(bench.server("GET", "/api/v2/video/call/default/a").status, 404U);
}

TEST(Calls, KeepBlockedUsersOut) {
  Bench bench;
  bench.call();
  EXPECT_THAT(
      bench.as("john", "POST", "/video/call/default/a/block", {{"user_id", "jane"}}).types(),
      ElementsAre("call.blocked_user"));
  EXPECT_EQ(bench.as("jane", "GET", "/video/call/default/a").body["code"], 17);
  bench.as("john", "POST", "/video/call/default/a/unblock", {{"user_id", "jane"}});
  EXPECT_EQ(bench.as("jane", "GET", "/video/call/default/a").status, 200U);
}

TEST(Calls, TellWhatOneMayDo) {
  Bench bench;
  bench.call();
  const auto own = [&] {
    return bench.as("jane", "GET", "/video/call/default/a").body["own_capabilities"];
  };
  const Json before = own();
  EXPECT_EQ(std::count(before.begin(), before.end(), "mute-users"), 0);
  EXPECT_EQ(std::count(before.begin(), before.end(), "send-audio"), 1);
  const auto update = [&](const char* what, const char* capability) {
    return bench.server("POST", "/api/v2/video/call/default/a/user_permissions",
                        {{"user_id", "jane"}, {what, {capability}}});
  };
  EXPECT_EQ(update("grant_permissions", "mute-users").status, 400U) << "not by its list";
  EXPECT_EQ(update("revoke_permissions", "send-audio").status, 201U);
  const Json after = own();
  EXPECT_EQ(std::count(after.begin(), after.end(), "send-audio"), 0);
  EXPECT_EQ(update("grant_permissions", "send-audio").status, 201U);
  EXPECT_EQ(own(), before);
}

TEST(Members, ChangeWithTheEventThatTellsIt) {
  Bench bench;
  bench.call();
  bench.users({"bob"});
  const auto changed = bench.server("POST", "/api/v2/video/call/default/a/members",
                                    {{"update_members",
                                      {{{"user_id", "bob"}},
                                       {{"user_id", "john"}, {"custom", {{"a", 1}}}},
                                       {{"user_id", "jane"}, {"role", "admin"}}}}});
  EXPECT_THAT(changed.types(), ElementsAre("call.member_added", "call.member_updated",
                                           "call.member_updated_permission"));
  ASSERT_EQ(changed.body["members"].size(), 3U);
  EXPECT_EQ(changed.body["members"][2]["user_id"], "jane") << "in the order of the request";
  const auto removed = bench.server("POST", "/api/v2/video/call/default/a/members",
                                    {{"remove_members", {"jane", "nobody"}}});
  EXPECT_THAT(removed.types(), ElementsAre("call.member_removed"));
  EXPECT_EQ(removed.event("call.member_removed")["members"], Json({"jane"}));
  const auto& ids = removed.outcome.events.front().user_ids;
  EXPECT_EQ(std::count(ids.begin(), ids.end(), "jane"), 1) << "who is out hears it too";
  const auto found =
      bench.server("POST", "/api/v2/video/call/members",
                   {{"type", "default"}, {"id", "a"}, {"filter_conditions", {{"role", "host"}}}});
  ASSERT_EQ(found.body["members"].size(), 1U);
  EXPECT_EQ(found.body["members"][0]["user_id"], "john");
}

TEST(CustomEvents, HoldFiveKibibytes) {
  Bench bench;
  bench.call();
  const auto send = [&](std::size_t bytes) {
    const Json custom{{"a", std::string(bytes - std::string(R"({"a":""})").size(), 'x')}};
    return bench.server("POST", "/api/v2/video/call/default/a/event",
                        {{"user_id", "john"}, {"custom", custom}});
  };
  EXPECT_EQ(send(5120).status, 201U);
  EXPECT_EQ(send(5121).body["code"], 4);
}

TEST(Recordings, NeedASession) {
  Bench bench;
  bench.call();
  const struct {
    const char* path;
    const char* operation;
    Json body;
  } rows[] = {
      {"start_recording", "StartRecording", nullptr},
      {"start_transcription", "StartTranscription", nullptr},
      {"start_closed_captions", "StartClosedCaptions", nullptr},
      {"start_frame_recording", "StartFrameRecording", nullptr},
      {"start_broadcasting", "StartHLSBroadcasting", nullptr},
      {"rtmp_broadcasts",
       "StartRTMPBroadcasts",
       {{"broadcasts", {{{"name", "x"}, {"stream_url", "rtmps://a/"}}}}}},
      {"go_live", "GoLive", {{"start_recording", true}}},
  };
  for (const auto& row : rows) {
    const auto answer =
        bench.server("POST", std::string("/api/v2/video/call/default/a/") + row.path, row.body);
    EXPECT_EQ(answer.body["code"], 4) << row.path;
    EXPECT_EQ(answer.body["message"],
              std::string(row.operation) + " failed with error: \"there is no active session\"");
  }
}

TEST(Recordings, AreReadyALittleLater) {
  Bench bench;
  bench.call();
  ASSERT_TRUE(push(bench.state, {.type = "call.session_started", .call_cid = "default:a"}));
  bench.server("POST", "/api/v2/video/call/default/a/recordings/composite/start");
  EXPECT_EQ(bench.server("POST", "/api/v2/video/call/default/a/start_recording").status, 400U);
  bench.clock.time += 9s;
  const auto stopped =
      bench.server("POST", "/api/v2/video/call/default/a/recordings/composite/stop");
  ASSERT_THAT(stopped.types(), ElementsAre("call.recording_stopped", "call.recording_ready"));
  EXPECT_EQ(stopped.outcome.events[0].after, 0ns);
  EXPECT_EQ(stopped.outcome.events[1].after, 500ms);
  const auto list = bench.as("john", "GET", "/video/call/default/a/recordings").body["recordings"];
  ASSERT_EQ(list.size(), 1U);
  EXPECT_EQ(list[0]["start_time"], "2026-11-23T17:00:00.123456789Z");
  EXPECT_EQ(list[0]["end_time"], "2026-11-23T17:00:09.123456789Z");
}

TEST(Ringing, CountsWhoDidNotAnswer) {
  Bench bench;
  bench.call();
  bench.users({"bob"});
  bench.server("POST", "/api/v2/video/call/default/a/members",
               {{"update_members", {{{"user_id", "bob"}}}}});
  const auto rung = bench.as("john", "POST", "/video/call/default/a", {{"ring", true}});
  ASSERT_THAT(rung.types(), ElementsAre("call.ring"));
  EXPECT_THAT(rung.outcome.events[0].user_ids, ElementsAre("bob", "jane")) << "not the caller";
  ASSERT_EQ(rung.outcome.deadlines.size(), 1U);
  EXPECT_EQ(rung.outcome.deadlines[0].after, 60s);
  EXPECT_THAT(bench.as("jane", "POST", "/video/call/default/a/accept").types(),
              ElementsAre("call.accepted"));
  bench.clock.time += 60s;
  const auto missed = handle_deadline(bench.state, rung.outcome.deadlines[0]);
  Bench::every_event_fits(missed);
  ASSERT_EQ(missed.events.size(), 1U);
  EXPECT_EQ(missed.events[0].type, "call.missed");
  ASSERT_EQ(missed.events[0].body["members"].size(), 1U);
  EXPECT_EQ(missed.events[0].body["members"][0]["user_id"], "bob");
  EXPECT_THAT(handle_deadline(bench.state, rung.outcome.deadlines[0]).events, IsEmpty()) << "once";
  const auto state = bench.as("bob", "GET", "/video/call/default/a/ring_state");
  EXPECT_TRUE(state.body["missed_by"].contains("bob"));
}

TEST(Users, AreUpsertedPartlyChangedAndFound) {
  Bench bench;
  bench.users({"john"});
  const auto changed =
      bench.server("PATCH", "/api/v2/users",
                   {{"users", {{{"id", "john"}, {"set", {{"name", "John"}, {"custom.a.b", 1}}}}}}});
  EXPECT_EQ(changed.status, 200U);
  EXPECT_EQ(changed.body["users"]["john"]["name"], "John");
  EXPECT_EQ(changed.body["users"]["john"]["custom"]["a"]["b"], 1);
  EXPECT_THAT(changed.types(), ElementsAre("user.updated"));
  EXPECT_EQ(bench.server("PATCH", "/api/v2/users", {{"users", {{{"id", "x"}}}}}).body["code"], 16);
  const auto guest = bench.ask("", "POST", "/video/guest", {{"user", {{"id", "visitor"}}}});
  EXPECT_EQ(guest.status, 201U);
  EXPECT_EQ(mismatch_of(guest.body["user"], "UserResponse"), std::nullopt);
  const auto devices = bench.ask(guest.body["access_token"].get<std::string>(), "POST",
                                 "/video/devices", {{"id", "d"}, {"push_provider", "apn"}});
  EXPECT_EQ(devices.status, 201U);
}

TEST(Nobody, RingsNobody) {
  Bench bench;
  bench.call("livestream");
  const std::string nobody = Bench::user_token("!anon");
  const auto rung = bench.ask(nobody, "POST", "/video/call/livestream/a", {{"ring", true}});
  EXPECT_EQ(rung.status, 201U);
  EXPECT_THAT(rung.types(), IsEmpty());
  EXPECT_EQ(bench.ask(nobody, "POST", "/video/call/livestream/a/accept").body["code"], 5);
  EXPECT_EQ(bench.ask("", "GET", "/video/call/livestream/a").body["code"], 5)
      << "and does not say so";
}

}  // namespace
}  // namespace streamctl::emulator
