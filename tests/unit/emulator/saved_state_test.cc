#include "emulator/engine/saved_state.h"

#include <string>
#include <utility>
#include <vector>

#include "emulator/bench.h"
#include "emulator/engine/timeline.h"

namespace streamctl::emulator {
namespace {

Json save_state(const State& state, const SettableClock& clock) {
  return *parse_json(copy_to_save(state, clock)(), Digits::kept);
}

/// A state with some of everything, and an empty one to load it into.
class SavedState : public testing::Test {
 protected:
  SavedState() {
    from_.state.clock = &time_;
    to_.state.clock = &time_;
    from_.call();
    happen(from_.server("POST", call + "/ring", Json::object()).outcome);
    happen(*push(
        from_.state,
        {.type = "call.session_participant_joined", .call_cid = "default:a", .user_id = "john"}));
    happen(from_.server("POST", call + "/start_recording", Json::object()).outcome);
    happen(from_.server("POST", call + "/stop_recording", Json::object()).outcome);
    from_.server("POST", "/api/v2/video/calltypes", {{"name", "meeting"}});
    from_.as("jane", "POST", "/video/devices", {{"id", "phone"}, {"push_provider", "firebase"}});
    from_.state.store.files["f1"] = {"a.png", "image/png", "john", std::string("\x89PNG\0\xff", 6)};
    EXPECT_TRUE(from_.state.injected.set({.operation = "GetCall", .left = 3, .status = 500}));
    saved_ = save_state(from_.state, time_);
  }

  void happen(Outcome&& outcome) { defer(from_.state, outcome); }
  Result<void> load(const Json& saved) { return load_state(to_.state, time_, saved); }

  static inline const std::string call = "/api/v2/video/call/default/a";
  Bench from_;
  Bench to_;
  SettableClock time_{from_.clock};
  Json saved_;
};

TEST_F(SavedState, IsTheSameAfterItsWayThroughText) {
  const auto read = parse_json(json_indented(saved_), Digits::kept);
  ASSERT_TRUE(read);
  const auto loaded = load(*read);
  ASSERT_TRUE(loaded) << loaded.error().what;
  EXPECT_EQ(json_line(save_state(to_.state, time_)), json_line(saved_));
  EXPECT_EQ(dump(to_.state), dump(from_.state));
  EXPECT_EQ(to_.state.store.files.at("f1").bytes, from_.state.store.files.at("f1").bytes);
}

TEST_F(SavedState, ServesRequestsAndWhatIsPending) {
  ASSERT_TRUE(load(saved_));
  EXPECT_EQ(to_.as("jane", "GET", "/video/call/default/a").status, 500U) << "failures are loaded";
  EXPECT_TRUE(to_.state.injected.set({.left = 0}));
  const Answer got = to_.as("jane", "GET", "/video/call/default/a");
  EXPECT_EQ(got.status, 200U);
  EXPECT_EQ(got.body["members"].size(), 2U);
  EXPECT_EQ(got.body["call"]["session"]["participants"].size(), 1U);
  EXPECT_EQ(to_.server("GET", "/api/v2/video/calltypes/meeting").status, 200U);
  std::vector<std::string> types;
  move_time(to_.state, time_, time_.now() + 1h, [&](Outcome&& outcome) {
    Bench::every_event_fits(outcome);
    for (const Event& event : outcome.events)
      types.push_back(event.type);
    defer(to_.state, outcome);
  });
  EXPECT_THAT(types, ElementsAre("call.recording_ready", "call.missed"));
}

TEST_F(SavedState, KeepsATimeThatIsNotTheMachines) {
  EXPECT_TRUE(saved_["clock"].is_null());
  time_.set(time_.now() + 24h);
  time_.freeze();
  const Json frozen = save_state(from_.state, time_);
  const WallTime then = time_.now();
  time_.restore();
  ASSERT_TRUE(load(frozen));
  EXPECT_TRUE(time_.is_frozen());
  EXPECT_EQ(time_.now(), then);
  ASSERT_TRUE(load(saved_));
  EXPECT_TRUE(time_.is_real());
}

TEST_F(SavedState, KeepsTheHooksOfTheCommandLineAndThoseOfTheApi) {
  StateOptions options;
  options.webhook_urls = {"http://127.0.0.1:1/started"};
  Bench other(options);
  const Json added{{"hook_type", "webhook"}, {"webhook_url", "http://127.0.0.1:2/added"}};
  Json hooks = other.state.app.hooks();
  hooks.push_back(added);
  ASSERT_EQ(other.server("PATCH", "/api/v2/app", {{"event_hooks", hooks}}).status, 200U);
  const Json saved = save_state(other.state, time_);
  EXPECT_EQ(saved["app"]["event_hooks"].size(), 1U);
  for (int i = 0; i < 2; ++i) {
    const auto loaded = load_state(other.state, time_, saved);
    ASSERT_TRUE(loaded) << loaded.error().what;
    EXPECT_EQ(other.state.app.targets_of("call.created").size(), 2U);
  }
}

TEST_F(SavedState, KeepsWhetherTheApiLetHooksBeCompressed) {
  from_.server("PATCH", "/api/v2/app", {{"enable_hook_payload_compression", true}});
  ASSERT_TRUE(load(save_state(from_.state, time_)));
  EXPECT_TRUE(to_.state.app.compresses_hooks());
  ASSERT_TRUE(load(saved_));
  EXPECT_FALSE(to_.state.app.compresses_hooks()) << "as it was started";
}

TEST_F(SavedState, SavesNoSecret) {
  const Json queue{{"hook_type", "sqs"},
                   {"sqs_queue_url", "http://127.0.0.1:1/1/q"},
                   {"sqs_key", "AKIAHIDDEN"},
                   {"sqs_secret", "hidden-secret"}};
  ASSERT_EQ(from_.server("PATCH", "/api/v2/app", {{"event_hooks", Json::array({queue})}}).status,
            200U);
  const std::string text = json_line(save_state(from_.state, time_));
  EXPECT_EQ(text.find("HIDDEN"), std::string::npos);
  EXPECT_EQ(text.find("hidden"), std::string::npos);
}

TEST_F(SavedState, SaysWhatIsWrongAndChangesNothing) {
  to_.call("default", "kept");
  const std::string before = json_line(save_state(to_.state, time_));
  const struct {
    const char* pointer;
    Json value;
    const char* message;
  } rows[] = {
      {"/format", "tar", "it is no saved state"},
      {"/version", 2, "another version"},
      {"/users", 7, "state.users must be an array"},
      {"/users/0/name", 7, "state.users.0.name must be a string"},
      {"/users/0/surprise", 7, "state.users.0 has a field that is not known"},
      {"/users/0/id", "", "has an id that cannot be"},
      {"/users/0/created_at", "0001-01-01T00:00:00Z", "from 1970 to 2260"},
      {"/users/0/custom", 7, "custom must be an object"},
      {"/users/1/id", "jane", "users has 'jane' twice"},
      {"/calls/0/created_by", "nobody", "calls.default:a.created_by is no user who exists"},
      {"/calls/0/type", "nonsense", "calls.nonsense:a.type is no call type"},
      {"/calls/0/members/0/user_id", "nobody", "name a user who does not exist"},
      {"/calls/0/session/participants/0/user_id", "nobody", "name a user who does not exist"},
      {"/calls/0/session/started_at", nullptr, "is not live"},
      {"/calls/0/settings/ring", nullptr, "settings.ring"},
      {"/calls/0/settings/backstage/enabled", 1, "must be of type boolean"},
      {"/calls/0/session/feedback", Json::array({{{"rating", "good"}}}), "must have ratings"},
      {"/calls/0/finished_recordings", Json::array({7}), "finished_recordings.0 is no object"},
      {"/call_types/0/grants", Json{{"user", 7}}, "must list capabilities"},
      {"/records", Json{{"sip_rules", {{"a", Json::object()}}}}, "must be an array"},
      {"/records", Json{{"roles", {{"a", 7}}}}, "must be an object"},
      {"/files/f1/bytes", "a", "files.f1.bytes must be base64"},
      {"/files/f1/type", "text/html\r\nX-Evil: 1", "files.f1.type is no media type"},
      {"/files", Json{{"a/b", saved_["files"]["f1"]}}, "has an id that cannot be"},
      {"/app/event_hooks", Json::array({7}), "app: event_hooks must hold objects"},
      {"/app/event_hooks",
       Json::array({{{"hook_type", "webhook"}, {"webhook_url", "https://evil.example/"}}}),
       "leads to another machine"},
      {"/failures/0/status", 200, "cannot be"},
      {"/failures/0/probability", 2, "cannot be"},
      {"/pending/0/kind", "later", "is not known"},
      {"/pending/0/reach", "nobody", "is not known"},
      {"/pending/0/type", "call.craeted", "is no type of event"},
      {"/pending/0/body/call_cid", 7, "must be of type string"},
      {"/clock", Json{{"now", "noon"}, {"frozen", true}}, "state.clock.now must be a time"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(std::string(row.pointer) + " " + row.message);
    Json wrong = saved_;
    wrong[Json::json_pointer(row.pointer)] = row.value;
    const auto loaded = load(wrong);
    ASSERT_FALSE(loaded);
    EXPECT_THAT(loaded.error().what, HasSubstr(row.message));
    EXPECT_EQ(json_line(save_state(to_.state, time_)), before);
  }
  for (const auto& [name, value] : saved_.items()) {
    Json wrong = saved_;
    wrong.erase(name);
    EXPECT_FALSE(load(wrong)) << name;
  }
}

}  // namespace
}  // namespace streamctl::emulator
