// Call types, joining, statistics, reports, SIP.
#include <algorithm>

#include "emulator/bench.h"

namespace streamctl::emulator {
namespace {

bool may(const Answer& answer, const char* capability) {
  const Json& own = answer.body["own_capabilities"];
  return std::find(own.begin(), own.end(), capability) != own.end();
}

TEST(CallTypes, GiveCallsTheirSettingsAndGrants) {
  Bench bench;
  bench.users({"john", "jane"});
  const auto made = bench.server(
      "POST", "/api/v2/video/calltypes",
      {{"name", "meeting"},
       {"settings", {{"audio", {{"default_device", "earpiece"}, {"mic_default_on", true}}}}},
       {"grants", {{"user", {"join-call", "read-call", "mute-users", "end-call-owner"}}}}});
  EXPECT_EQ(made.status, 201U) << made.body;
  EXPECT_EQ(made.body["grants"]["user"],
            Json({"join-call", "read-call", "mute-users", "end-call-owner"}));
  EXPECT_EQ(bench.server("POST", "/api/v2/video/calltypes", {{"name", "meeting"}}).status, 400U);
  bench.server("POST", "/api/v2/video/call/meeting/m", {{"data", {{"created_by_id", "john"}}}});
  const auto seen = bench.as("jane", "GET", "/video/call/meeting/m");
  EXPECT_EQ(seen.body["call"]["settings"]["audio"]["default_device"], "earpiece");
  EXPECT_TRUE(may(seen, "mute-users"));
  EXPECT_FALSE(may(seen, "send-audio"));
  EXPECT_FALSE(may(seen, "end-call"));
  EXPECT_TRUE(may(bench.as("john", "GET", "/video/call/meeting/m"), "end-call")) << "the creator";
  const auto changed = bench.server("PUT", "/api/v2/video/calltypes/meeting",
                                    {{"grants", {{"user", {"read-call"}}}}});
  EXPECT_EQ(changed.status, 201U);
  EXPECT_FALSE(may(bench.as("jane", "GET", "/video/call/meeting/m"), "mute-users"));
  const Json app = bench.server("GET", "/api/v2/app").body["app"];
  EXPECT_EQ(app["call_types"]["meeting"]["settings"]["audio"]["mic_default_on"], true);
  EXPECT_EQ(bench.server("DELETE", "/api/v2/video/calltypes/meeting").status, 400U)
      << "it has a call";
  bench.server("POST", "/api/v2/video/call/meeting/m/delete");
  EXPECT_EQ(bench.server("DELETE", "/api/v2/video/calltypes/meeting").status, 200U);
  EXPECT_EQ(bench.server("GET", "/api/v2/video/calltypes/meeting").status, 404U);
  EXPECT_EQ(bench.server("GET", "/api/v2/video/call/meeting/m").body["message"],
            "GetCall failed with error: \"meeting: call type does not exist\"");
}

TEST(CallTypes, BuiltInDifferAsStreamsDo) {
  Bench bench;
  bench.users({"john", "jane"});
  const struct {
    const char* type;
    bool video;
    bool backstage;
    bool may_speak;
    bool may_end;
    bool may_mute;
  } rows[] = {
      {"default", true, false, true, true, false},
      {"audio_room", false, true, false, false, false},
      {"livestream", true, true, false, false, false},
      {"development", true, false, true, true, true},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.type);
    const std::string path = std::string("/video/call/") + row.type + "/a";
    bench.server("POST", "/api/v2" + path, {{"data", {{"created_by_id", "john"}}}});
    const auto seen = bench.as("jane", "GET", path);
    EXPECT_EQ(seen.body["call"]["settings"]["video"]["enabled"], row.video);
    EXPECT_EQ(seen.body["call"]["backstage"], row.backstage);
    EXPECT_EQ(may(seen, "send-audio"), row.may_speak);
    EXPECT_EQ(may(seen, "end-call"), row.may_end);
    EXPECT_EQ(may(seen, "mute-users"), row.may_mute);
  }
}

TEST(Calls, TakeWhatStreamTakesAndRefuseWhatItRefuses) {
  Bench bench;
  const auto create = [&](const Json& data) {
    return bench.server("POST", "/api/v2/video/call/default/a", {{"data", data}});
  };
  const Json recording{{"recording", {{"mode", "available"}}}};
  const auto no_quality = create({{"created_by_id", "new"}, {"settings_override", recording}});
  EXPECT_THAT(no_quality.body["message"].get<std::string>(),
              HasSubstr("recording quality is required when audio_only is false"));
  const Json dark{{"video", {{"enabled", false}, {"camera_default_on", true}}}};
  EXPECT_THAT(create({{"created_by_id", "new"}, {"settings_override", dark}})
                  .body["message"]
                  .get<std::string>(),
              HasSubstr("Video is not enabled for this call"));
  const Json ahead{{"backstage", {{"enabled", true}, {"join_ahead_time_seconds", 300}}}};
  const auto made = create({{"created_by_id", "new"}, {"settings_override", ahead}});
  EXPECT_EQ(made.status, 201U) << "the creator need not exist";
  EXPECT_EQ(made.body["call"]["join_ahead_time_seconds"], 300);
  EXPECT_EQ(made.body["call"]["created_by"]["id"], "new");
  const auto unknown =
      bench.server("POST", "/api/v2/video/call/default/b",
                   {{"data", {{"created_by_id", "new"}, {"members", {{{"user_id", "x"}}}}}}});
  EXPECT_EQ(unknown.body["message"],
            "GetOrCreateCall failed with error: \"The following users are involved in call create "
            "operation, but don't exist: [x]. Please create the user objects before setting up "
            "the call.\"");
  const auto update = bench.server("POST", "/api/v2/video/call/default/a/members",
                                   {{"update_members", {{{"user_id", "x"}}}}});
  EXPECT_EQ(update.body["message"],
            "UpdateCallMembers failed with error: \"the provided users [x] don't exist\"");
  EXPECT_EQ(bench.as("new", "POST", "/video/call/default/a/ring", Json::object()).body["message"],
            "RingCall failed with error: \"no users to ring\"");
}

TEST(Members, AreListedLatestFirst) {
  Bench bench;
  bench.users({"john", "jack", "zoe"});
  const auto made = bench.server(
      "POST", "/api/v2/video/call/default/a",
      {{"data",
        {{"created_by_id", "john"}, {"members", {{{"user_id", "john"}}, {{"user_id", "jack"}}}}}}});
  EXPECT_EQ(made.body["members"][0]["user_id"], "jack");
  EXPECT_EQ(made.body["members"][1]["user_id"], "john");
  bench.clock.time += 1s;
  bench.server("POST", "/api/v2/video/call/default/a/members",
               {{"update_members", {{{"user_id", "zoe"}}}}});
  EXPECT_EQ(bench.server("GET", "/api/v2/video/call/default/a").body["members"][0]["user_id"],
            "zoe");
}

TEST(Joining, OpensTheSessionUntilTheConnectionCloses) {
  Bench bench;
  bench.call();
  const std::string connection = bench.connect("jane", 3);
  const std::string path = "/video/call/default/a";
  const auto joined =
      bench.as("jane", "POST", path + "/join?connection_id=" + connection, {{"location", "AMS"}});
  EXPECT_EQ(joined.status, 201U) << joined.body;
  EXPECT_THAT(joined.types(), ElementsAre("call.session_started", "call.session_participant_joined",
                                          "call.session_participant_count_updated"));
  EXPECT_EQ(joined.body["call"]["session"]["participants"][0]["user"]["id"], "jane");
  EXPECT_TRUE(joined.body["credentials"]["server"]["url"].is_string());
  EXPECT_EQ(bench.state.watchers.watching("default:a"), 1U);
  EXPECT_EQ(bench.server("POST", "/api/v2" + path + "/start_recording").status, 201U);
  const auto gone = remove_connection(bench.state, 3);
  Bench::every_event_fits(gone);
  ASSERT_EQ(gone.events.size(), 2U);
  EXPECT_EQ(gone.events[0].type, "call.session_participant_left");
  ASSERT_EQ(gone.deadlines.size(), 1U);
  EXPECT_EQ(gone.deadlines[0].after, 30s) << "the time of the settings";
  bench.clock.time += 30s;
  const auto idle = handle_deadline(bench.state, gone.deadlines[0]);
  Bench::every_event_fits(idle);
  ASSERT_FALSE(idle.events.empty());
  EXPECT_EQ(idle.events.back().type, "call.session_ended");
}

TEST(Joining, IsRefusedAtTheLimitOfTheCallAndWithoutIt) {
  Bench bench;
  bench.call();
  const auto join = [&](const std::string& user, const std::string& id, bool creates) {
    return bench.as(user, "POST", "/video/call/default/" + id + "/join",
                    {{"location", "AMS"}, {"create", creates}});
  };
  EXPECT_EQ(join("john", "new", false).status, 404U);
  EXPECT_EQ(join("john", "new", true).body["created"], true);
  bench.server("PATCH", "/api/v2/video/call/default/a",
               {{"settings_override", {{"limits", {{"max_participants", 1}}}}}});
  EXPECT_EQ(join("john", "a", false).status, 201U);
  EXPECT_EQ(join("jane", "a", false).status, 403U);
  EXPECT_EQ(join("john", "a", false).status, 201U) << "again";
}

class Statistics : public testing::Test {
 protected:
  /// A session of john, with jane for 20 of 30 seconds, rated 4.
  void SetUp() override {
    bench.call();
    push_for("call.session_participant_joined", "john");
    bench.clock.time += 10s;
    push_for("call.session_participant_joined", "jane");
    bench.clock.time += 20s;
    push_for("call.session_participant_left", "jane");
    bench.as("john", "POST", "/video/call/default/a/feedback",
             {{"rating", 4}, {"sdk", "js"}, {"sdk_version", "1"}});
    id = bench.state.store.call("default:a")->session->id;
  }
  void push_for(const char* type, const std::string& user) {
    EXPECT_TRUE(push(bench.state, {.type = type, .call_cid = "default:a", .user_id = user}));
  }

  Bench bench;
  std::string id;  ///< Of the session.
};

TEST_F(Statistics, TellWhoIsThere) {
  const std::string of_session = "/api/v2/video/call_stats/default/a/" + id;

  const Json live = bench.server("POST", "/api/v2/video/call_stats", Json::object()).body;
  const Json& counts = live["call_stats"][0]["counts"];
  EXPECT_EQ(counts["participants"], 2);
  EXPECT_EQ(counts["live_sessions"], 1);
  EXPECT_EQ(counts["peak_concurrent_sessions"], 2);
  EXPECT_EQ(counts["total_participant_duration"], 50);
  EXPECT_EQ(counts["min_user_rating"], 4);
  EXPECT_FALSE(counts.contains("cq_score")) << "nobody measured it";

  const Json people = bench.server("GET", of_session + "/participants").body["participants"];
  ASSERT_EQ(people.size(), 2U);
  EXPECT_EQ(people[0]["user_id"], "jane");
  EXPECT_EQ(people[0]["sessions"][0]["is_live"], false);
  const Json one = bench
                       .server("GET", of_session + "/participants?filter_conditions=" +
                                          "{\"user_id\":\"john\"}&limit=1")
                       .body["participants"];
  ASSERT_EQ(one.size(), 1U);
  const std::string stay = people[0]["sessions"][0]["user_session_id"].get<std::string>();
  const Json timeline =
      bench.server("GET", of_session + "/participants/jane/" + stay + "/timeline").body["events"];
  ASSERT_EQ(timeline.size(), 2U);
  EXPECT_EQ(timeline[1]["type"], "left");
  EXPECT_EQ(bench.server("GET", of_session + "/participant/jane/none/details").status, 404U);
}

TEST_F(Statistics, IgnoreParametersThatAnOperationLacks) {
  const std::string stays =
      "/api/v2/video/call/default/a/session/" + id + "/participant_sessions?limit=1&sort=";
  for (const char* sort : {"x", "7", "[7]", "{}", "[{\"field\":\"user_id\"}]"}) {
    const auto answer = bench.as("john", "GET", stays + sort);
    EXPECT_EQ(answer.status, 200U) << answer.body;
    EXPECT_EQ(answer.body["participants_sessions"].size(), 1U) << sort;
  }
  const std::string people = "/api/v2/video/call_stats/default/a/" + id + "/participants?sort=";
  EXPECT_EQ(bench.server("GET", people + "[7]").status, 400U) << "this one has it, and checks it";
}

TEST_F(Statistics, AreKeptWhenTheNextSessionBegins) {
  push_for("call.session_ended", "john");
  push_for("call.session_started", "john");
  const Json report =
      bench.server("GET", "/api/v2/video/call/default/a/report?session_id=" + id).body["report"];
  EXPECT_EQ(report["participants"]["unique"], 2);
  EXPECT_EQ(report["user_ratings"]["average"], 4.0);
  const Json ended = bench
                         .server("POST", "/api/v2/video/call_stats",
                                 {{"filter_conditions", {{"is_active", false}}}})
                         .body["call_stats"];
  ASSERT_EQ(ended.size(), 1U);
  EXPECT_EQ(ended[0]["call_session_id"], id);
  const Json days = bench.server("POST", "/api/v2/video/stats", Json::object()).body;
  EXPECT_EQ(days["calls_per_day_report"]["daily"][0]["report"]["count"], 2);
  const Json feedback = bench
                            .server("POST", "/api/v2/video/call/feedback",
                                    {{"filter_conditions", {{"rating", {{"$gte", 4}}}}}})
                            .body["user_feedback"];
  ASSERT_EQ(feedback.size(), 1U);
  EXPECT_EQ(feedback[0]["user_id"], "john");
  const Json active = bench.server("GET", "/api/v2/video/active_calls_status").body["summary"];
  EXPECT_EQ(active["active_calls"], 1);
  EXPECT_EQ(active["participants"], 0);
}

TEST(Sip, RoutesACallByItsNumbers) {
  Bench bench;
  const std::string base = "/api/v2/video/sip/";
  const auto trunk =
      bench.server("POST", base + "inbound_trunks", {{"name", "t"}, {"numbers", {"+311"}}});
  EXPECT_EQ(trunk.status, 201U) << trunk.body;
  const Json id = trunk.body["sip_trunk"]["id"];
  const Json rule{{"name", "r"},
                  {"trunk_ids", {id}},
                  {"caller_configs", {{"id", "phone-{{caller_number}}"}}},
                  {"direct_routing_configs",
                   {{"call_type", "default"}, {"call_id", "desk-{{called_number}}"}}}};
  EXPECT_EQ(bench.server("POST", base + "inbound_routing_rules", rule).status, 201U);
  Json lost = rule;
  lost["trunk_ids"] = {"nowhere"};
  EXPECT_EQ(bench.server("POST", base + "inbound_routing_rules", lost).status, 404U);
  const Json call{{"sip_trunk_number", "+311"}, {"sip_caller_number", "+322"}};
  const Json resolved = bench.server("POST", base + "resolve", call).body;
  EXPECT_EQ(resolved["credentials"]["user_id"], "phone-322") << resolved;
  EXPECT_EQ(resolved["credentials"]["call_id"], "desk-311");
  EXPECT_EQ(bench.server("POST", base + "auth", call).body["auth_result"], "password");
  EXPECT_EQ(bench.server("DELETE", base + "inbound_trunks/" + id.get<std::string>()).status, 200U);
  EXPECT_EQ(bench.server("POST", base + "resolve", call).status, 404U);
  EXPECT_THAT(bench.server("GET", base + "inbound_trunks").body["sip_trunks"], IsEmpty());
}

TEST(SessionTimer, EndsASessionThatLastsAsLongAsItMay) {
  Bench bench;
  bench.call();
  const std::string path = "/video/call/default/a";
  const auto limit = [&](int seconds) {
    return bench.server("PATCH", "/api/v2" + path,
                        {{"settings_override", {{"limits", {{"max_duration_seconds", seconds}}}}}});
  };
  EXPECT_THAT(limit(60).outcome.deadlines, IsEmpty()) << "nobody is in it";
  const auto joined = bench.as("john", "POST", path + "/join", {{"location", "AMS"}});
  EXPECT_EQ(joined.body["call"]["session"]["timer_ends_at"], "2026-11-23T17:01:00.123456789Z");
  ASSERT_EQ(joined.outcome.deadlines.size(), 1U);
  EXPECT_EQ(joined.outcome.deadlines[0].after, 60s);
  const auto extended = limit(90);
  EXPECT_EQ(extended.event("call.updated")["call"]["session"]["timer_ends_at"],
            "2026-11-23T17:01:30.123456789Z");
  ASSERT_EQ(extended.outcome.deadlines.size(), 1U);
  EXPECT_THAT(limit(90).outcome.deadlines, IsEmpty()) << "nothing changed";
  bench.clock.time += 60s;
  EXPECT_THAT(handle_deadline(bench.state, joined.outcome.deadlines[0]).events, IsEmpty());
  bench.clock.time += 30s;
  const auto ended = handle_deadline(bench.state, extended.outcome.deadlines[0]);
  Bench::every_event_fits(ended);
  ASSERT_FALSE(ended.events.empty());
  EXPECT_EQ(ended.events.back().type, "call.session_ended");
  EXPECT_THAT(handle_deadline(bench.state, extended.outcome.deadlines[0]).events, IsEmpty());
}

TEST(Settings, BeginThingsWithTheSessionOrWhenItGoesLive) {
  Bench bench;
  bench.users({"john"});
  const Json settings{
      {"backstage", {{"enabled", true}}},
      {"recording", {{"mode", "auto-on"}, {"quality", "720p"}}},
      {"frame_recording", {{"mode", "auto-on"}, {"capture_interval_in_seconds", 5}}},
      {"transcription", {{"mode", "auto-on"}, {"closed_caption_mode", "auto-on"}}},
      {"broadcasting", {{"hls", {{"auto_on", true}, {"quality_tracks", {"720p"}}}}}}};
  const std::string path = "/video/call/livestream/show";
  bench.as("john", "POST", path, {{"data", {{"settings_override", settings}}}});
  const auto joined = bench.as("john", "POST", path + "/join", {{"location", "AMS"}});
  EXPECT_EQ(joined.body["call"]["recording"], false) << "it is backstage";
  EXPECT_THAT(
      bench.as("john", "POST", path + "/go_live").types(),
      testing::IsSupersetOf({"call.live_started", "call.recording_started",
                             "call.frame_recording_started", "call.transcription_started",
                             "call.closed_captions_started", "call.hls_broadcasting_started"}));
  bench.server("POST", "/api/v2" + path + "/mark_ended");
  const auto again = bench.as("john", "POST", path + "/join", {{"location", "AMS"}});
  EXPECT_THAT(again.types(), testing::Contains("call.recording_started"));
}

TEST(Recordings, OfEachKindBeginAndGoOnWithALivestream) {
  Bench bench;
  bench.call();
  ASSERT_TRUE(push(bench.state, {.type = "call.session_started", .call_cid = "default:a"}));
  const std::string path = "/api/v2/video/call/default/a";
  const auto running = [&](const char* operation, const Json& body) {
    const Json egress = bench.server("POST", path + operation, body).body["call"]["egress"];
    std::vector<std::string> kinds;
    for (const char* kind : {"composite", "individual", "raw"}) {
      if (egress.contains(std::string(kind) + "_recording")) kinds.emplace_back(kind);
    }
    return kinds;
  };
  EXPECT_THAT(running("/go_live", Json::object()), IsEmpty());
  EXPECT_THAT(
      running("/go_live", {{"start_raw_recording", true}, {"start_individual_recording", true}}),
      ElementsAre("individual", "raw"));
  EXPECT_THAT(running("/go_live", {{"start_composite_recording", true}}),
              ElementsAre("composite", "individual", "raw"));
  EXPECT_THAT(running("/stop_live",
                      {{"continue_recording", true}, {"continue_individual_recording", true}}),
              ElementsAre("composite", "individual"));
  EXPECT_THAT(running("/stop_live", {{"continue_composite_recording", true}}),
              ElementsAre("composite"));
  EXPECT_THAT(running("/stop_live", Json::object()), IsEmpty());
  EXPECT_THAT(running("/go_live", {{"start_recording", true}}), ElementsAre("composite"));
}

TEST(Recordings, AreDeletedByTheirNames) {
  Bench bench;
  bench.call();
  ASSERT_TRUE(push(bench.state, {.type = "call.session_started", .call_cid = "default:a"}));
  const std::string call = "/api/v2/video/call/default/a";
  bench.server("POST", call + "/start_recording");
  bench.server("POST", call + "/stop_recording");
  const Json made = bench.server("GET", call + "/recordings").body["recordings"][0];
  const auto of_session = [&](const std::string& id) {
    return bench.server("GET", call + "/" + id + "/recordings").body["recordings"];
  };
  EXPECT_EQ(of_session(made["session_id"]), Json::array({made}));
  EXPECT_EQ(of_session("another"), Json::array());
  const std::string path = call + "/" + made["session_id"].get<std::string>() + "/recordings/" +
                           made["filename"].get<std::string>();
  EXPECT_EQ(bench.server("DELETE", path).status, 200U);
  EXPECT_EQ(bench.server("DELETE", path).status, 404U);
  EXPECT_THAT(bench.server("GET", call + "/recordings").body["recordings"], IsEmpty());
  EXPECT_EQ(bench.server("DELETE", call + "/s/transcriptions/f").body["message"],
            "DeleteTranscription failed with error: \"transcription doesn't exist\"");
}

}  // namespace
}  // namespace streamctl::emulator
