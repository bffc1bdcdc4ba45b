// Every event of the emulator, and the effects of pushing.
#include <algorithm>
#include <set>

#include "emulator/bench.h"

namespace streamctl::emulator {
namespace {

/// Runs every operation that emits events; the bench checks each event.
std::set<std::string> every_type(Bench& bench) {
  bench.call();
  bench.users({"bob"});
  std::set<std::string> seen;
  const std::string call = "/video/call/default/a";
  const auto walk = [&](const std::string& path, const Json& body = Json::object(),
                        const std::string& user = "john") {
    const auto answer = bench.as(user, "POST", call + path, body);
    EXPECT_EQ(answer.status, 201U) << path << answer.body.dump();
    if (answer.body.contains("call")) {
      EXPECT_EQ(mismatch_of(answer.body["call"], "CallResponse"), std::nullopt);
    }
    for (const auto& type : answer.types())
      seen.insert(type);
  };
  walk("", {{"ring", true}, {"notify", true}});
  walk("/accept", {}, "jane");
  walk("/reject", {{"reason", "busy"}}, "jane");
  walk("/members", {{"update_members", {{{"user_id", "bob"}}, {{"user_id", "jane"}}}}});
  walk("/members", {{"update_members", {{{"user_id", "bob"}, {"role", "host"}}}}});
  walk("/members", {{"remove_members", {"bob"}}});
  walk("/event", {{"custom", {{"a", 1}}}});
  walk("/reaction", {{"type", "wave"}, {"emoji_code", ":wave:"}, {"custom", {{"a", 1}}}});
  const auto caption = bench.server("POST", "/api/v2" + call + "/closed_captions",
                                    {{"speaker_id", "john"}, {"text", "hello"}});
  for (const auto& type : caption.types())
    seen.insert(type);
  walk("/feedback", {{"rating", 5}, {"sdk", "js"}, {"sdk_version", "1"}, {"custom", {{"a", 1}}}});
  walk("/block", {{"user_id", "bob"}});
  walk("/unblock", {{"user_id", "bob"}});
  walk("/kick", {{"user_id", "bob"}});
  walk("/mute_users", {{"user_ids", {"jane"}}, {"audio", true}});
  walk("/request_permission", {{"permissions", {"screenshare"}}});
  walk("/user_permissions", {{"user_id", "jane"}, {"grant_permissions", {"screenshare"}}});
  (void)push(bench.state, {.type = "call.session_started", .call_cid = "default:a"});
  walk("/go_live", {{"start_recording", true},
                    {"start_transcription", true},
                    {"start_closed_caption", true},
                    {"start_hls", true}});
  walk("/start_frame_recording");
  walk("/rtmp_broadcasts", {{"broadcasts", {{{"name", "x"}, {"stream_url", "rtmps://a/"}}}}});
  for (const char* type : {"call.session_participant_joined", "call.session_participant_left",
                           "call.session_ended", "call.session_started"}) {
    const auto pushed = push(bench.state, {.type = type, .call_cid = "default:a"});
    EXPECT_TRUE(pushed) << type;
    if (!pushed) continue;
    Bench::every_event_fits(*pushed);
    for (const Event& event : pushed->events)
      seen.insert(event.type);
  }
  walk("/stop_live");
  walk("/stop_frame_recording");
  walk("/mark_ended");
  walk("/delete");
  return seen;
}

TEST(Events, AreWholeAsTheCatalogueHasThem) {
  Bench bench;
  const auto seen = every_type(bench);
  const std::set<std::string> wanted{"call.accepted",
                                     "call.blocked_user",
                                     "call.closed_caption",
                                     "call.closed_captions_started",
                                     "call.closed_captions_stopped",
                                     "call.deleted",
                                     "call.ended",
                                     "call.frame_recording_ready",
                                     "call.frame_recording_started",
                                     "call.frame_recording_stopped",
                                     "call.hls_broadcasting_started",
                                     "call.hls_broadcasting_stopped",
                                     "call.kicked_user",
                                     "call.live_started",
                                     "call.member_added",
                                     "call.member_removed",
                                     "call.member_updated",
                                     "call.member_updated_permission",
                                     "call.notification",
                                     "call.permission_request",
                                     "call.permissions_updated",
                                     "call.reaction_new",
                                     "call.recording_ready",
                                     "call.recording_started",
                                     "call.recording_stopped",
                                     "call.rejected",
                                     "call.ring",
                                     "call.rtmp_broadcast_started",
                                     "call.rtmp_broadcast_stopped",
                                     "call.session_ended",
                                     "call.session_participant_count_updated",
                                     "call.session_participant_joined",
                                     "call.session_participant_left",
                                     "call.session_started",
                                     "call.transcription_ready",
                                     "call.transcription_started",
                                     "call.transcription_stopped",
                                     "call.unblocked_user",
                                     "call.updated",
                                     "call.user_feedback_submitted",
                                     "call.user_muted",
                                     "custom"};
  EXPECT_THAT(seen, testing::ContainerEq(wanted));
}

TEST(Push, MakesAnyEventOfTheCatalogue) {
  for (const bool has_call : {false, true}) {
    Bench bench;
    if (has_call) bench.call("default", "standup");
    bool made = has_call;
    for (const auto& type : webhook::event_types()) {
      const bool changes_session = type.name.find("session_started") != std::string::npos ||
                                   type.name.find("session_ended") != std::string::npos ||
                                   type.name.find("participant_joined") != std::string::npos ||
                                   type.name.find("participant_left") != std::string::npos;
      if (changes_session) continue;
      SCOPED_TRACE(type.name);
      const auto pushed = push(bench.state, {.type = type.name});
      ASSERT_TRUE(pushed) << pushed.error().what;
      Bench::every_event_fits(*pushed);
      const bool has_made = bench.state.store.calls.size() == 1 && !made;
      made = made || has_made;
      EXPECT_EQ(pushed->events.size(), has_made && type.name != "call.created" ? 2U : 1U);
    }
  }
}

TEST(Push, TellsOfTheCallThereIs) {
  Bench bench;
  bench.call();
  const auto pushed =
      push(bench.state, {.type = "call.updated",
                         .call_cid = "default:a",
                         .set = Json::array({{{"path", "call.custom.room"}, {"value", "blue"}}}),
                         .data = {{"extra", true}}});
  ASSERT_TRUE(pushed);
  const Json& body = pushed->events.front().body;
  EXPECT_EQ(body["call"]["created_by"]["id"], "john");
  EXPECT_EQ(body["call"]["custom"]["room"], "blue");
  EXPECT_EQ(body["extra"], true);
  const auto rung = push(bench.state, {.type = "call.ring", .call_cid = "default:a"});
  ASSERT_TRUE(rung);
  const Json& ring = rung->events.front().body;
  EXPECT_EQ(ring["call"]["session"]["id"], ring["session_id"]);
  const auto call = bench.as("john", "GET", "/video/call/default/a").body["call"];
  EXPECT_EQ(call["session"]["id"], ring["session_id"]);
}

TEST(Push, ChangesTheSession) {
  Bench bench;
  bench.call();
  const auto push_for = [&](const char* type, const std::string& user) {
    return push(bench.state, {.type = type, .call_cid = "default:a", .user_id = user});
  };
  ASSERT_TRUE(push_for("call.session_participant_joined", "jane"));
  auto call = bench.as("john", "GET", "/video/call/default/a").body["call"];
  EXPECT_EQ(call["session"]["participants"][0]["user"]["id"], "jane");
  EXPECT_EQ(call["current_session_id"], call["session"]["id"]);
  EXPECT_FALSE(push_for("call.session_participant_joined", "jane")) << "twice";
  EXPECT_FALSE(push_for("call.session_participant_left", "nobody"));
  const auto muted =
      bench.as("john", "POST", "/video/call/default/a/mute_users", {{"mute_all_users", true}});
  EXPECT_EQ(muted.event("call.user_muted")["muted_user_ids"], Json({"jane"}));
  ASSERT_TRUE(push_for("call.session_participant_left", "jane"));
  ASSERT_TRUE(push_for("call.session_ended", ""));
  call = bench.as("john", "GET", "/video/call/default/a").body["call"];
  EXPECT_TRUE(call["session"].contains("ended_at"));
}

TEST(Push, MakesTheCallAndTheSessionThatItNeeds) {
  for (const char* type : {"call.session_started", "call.session_participant_joined",
                           "call.session_participant_left", "call.session_ended"}) {
    SCOPED_TRACE(type);
    Bench bench;
    const auto pushed =
        push(bench.state, {.type = type, .call_cid = "default:new", .user_id = "newcomer"});
    ASSERT_TRUE(pushed) << pushed.error().what;
    Bench::every_event_fits(*pushed);
    EXPECT_EQ(pushed->events.front().type, "call.created");
    EXPECT_TRUE(std::any_of(pushed->events.begin(), pushed->events.end(),
                            [&](const Event& event) { return event.type == type; }));
    const Json call = dump(bench.state)["calls"][0]["call"];
    EXPECT_EQ(call["cid"], "default:new");
    EXPECT_EQ(call["created_by"]["id"], "newcomer");
    EXPECT_TRUE(call["session"].is_object());
  }
}

TEST(Push, CreatesTheCallAndTheUserOfAnyEvent) {
  const struct {
    const char* type;
    std::vector<std::string> sent;
    std::size_t calls;
  } rows[] = {
      {"call.created", {"call.created"}, 1},
      {"call.ring", {"call.created", "call.ring"}, 1},
      {"call.ended", {"call.created", "call.ended"}, 1},
      {"custom", {"call.created", "custom"}, 1},
      {"user.banned", {"user.banned"}, 0},
      {"app.updated", {"app.updated"}, 0},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.type);
    Bench bench;
    const auto pushed = push(bench.state, {.type = row.type, .user_id = "ann"});
    ASSERT_TRUE(pushed) << pushed.error().what;
    Bench::every_event_fits(*pushed);
    std::vector<std::string> sent;
    for (const Event& event : pushed->events)
      sent.push_back(event.type);
    EXPECT_EQ(sent, row.sent);
    EXPECT_EQ(bench.state.store.calls.size(), row.calls);
    EXPECT_NE(bench.state.store.user("ann"), nullptr);
  }
}

TEST(Push, SaysWhatToPushInstead) {
  const struct {
    const char* before;
    const char* type;
    const char* what;
    const char* hint;
  } rows[] = {
      {"call.session_started", "call.session_started", "has started already",
       "push call.session_ended --call default:a"},
      {"call.session_participant_joined", "call.session_participant_joined",
       "john has joined default:a already", "--user-id ID"},
      {"call.session_ended", "call.session_ended", "has ended already",
       "push call.session_started --call default:a"},
      {"call.session_participant_left", "call.session_participant_left", "john is not in",
       "push call.session_participant_joined --call default:a --user-id john"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.type);
    Bench bench;
    ASSERT_TRUE(push(bench.state, {.type = row.before, .call_cid = "default:a"}));
    const auto again = push(bench.state, {.type = row.type, .call_cid = "default:a"});
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().kind, ErrorKind::refused);
    EXPECT_THAT(again.error().what, HasSubstr(row.what));
    EXPECT_THAT(again.error().hint, HasSubstr(row.hint));
  }
}

TEST(Push, SaysWhatIsWrong) {
  Bench bench;
  const auto unknown = push(bench.state, {.type = "call.craeted"});
  ASSERT_FALSE(unknown);
  EXPECT_THAT(unknown.error().hint, HasSubstr("call.created"));
  EXPECT_FALSE(push(bench.state, {.type = "call.ended", .call_cid = "nonsense"}));
  EXPECT_FALSE(push(bench.state, {.type = "call.ended", .data = 7}));
  EXPECT_FALSE(push(bench.state, {.type = "call.session_started", .call_cid = "nonsense"}));
  EXPECT_FALSE(push(bench.state, {.type = "call.session_started", .call_cid = "default:a b"}));
}

TEST(Failing, LastsAsLongAsToldAndNoLonger) {
  Bench bench;
  ASSERT_TRUE(bench.state.injected.set({.left = 2, .status = 429}));
  for (int i = 0; i < 2; ++i)
    EXPECT_EQ(bench.server("GET", "/api/v2/app").body["code"], 9);
  EXPECT_EQ(bench.server("GET", "/api/v2/app").status, 200U);
}

TEST(Reset, LeavesWhatThereWasAtTheStart) {
  StateOptions options;
  options.webhook_urls = {"http://127.0.0.1:1/"};
  options.seed =
      Json{{"users", {{{"id", "john"}}}},
           {"calls", {{{"type", "default"}, {"id", "s"}, {"members", {{{"user_id", "eve"}}}}}}}};
  Bench bench(options);
  bench.users({"jane"});
  bench.server("POST", "/api/v2/video/call/default/s/delete");
  bench.server("PATCH", "/api/v2/app", {{"event_hooks", Json::array()}});
  reset(bench.state);
  EXPECT_EQ(dump(bench.state)["users"].size(), 2U);
  EXPECT_EQ(dump(bench.state)["calls"][0]["call"]["cid"], "default:s");
  EXPECT_EQ(bench.state.app.targets_of("call.created").size(), 1U);
}

TEST(Seed, SaysWhichEntryIsWrong) {
  WoundClock clock;
  const struct {
    const char* seed;
    const char* says;
  } rows[] = {
      {R"([])", "no JSON object"},
      {R"({"user": []})", "unknown key 'user'"},
      {R"({"users": {}})", "users is no array"},
      {R"({"users": [{"id": "a"}, {}]})", "users entry 2: user.id is required"},
      {R"({"calls": [{"type": "default"}]})", "calls entry 1: type and id"},
      {R"({"calls": [{"type": "default", "id": "a"}]})", "there are no users"},
  };
  for (const auto& row : rows) {
    StateOptions options;
    options.seed = Json::parse(row.seed);
    const auto state = make_state(options, clock, Random(1));
    ASSERT_FALSE(state) << row.seed;
    EXPECT_THAT(state.error().what, HasSubstr(row.says));
  }
}

}  // namespace
}  // namespace streamctl::emulator
