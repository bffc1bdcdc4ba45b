#include "webhook/example.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "core/time_text.h"
#include "webhook/catalogue.h"
#include "webhook/scenario.h"

namespace streamctl::webhook {
namespace {

using std::chrono::seconds;

const WallTime now = WallTime{seconds{1795453200}} + std::chrono::nanoseconds{123456789};

/// Checks a value against the published schema with independent code; collects the errors.
class Validator {
 public:
  explicit Validator(Timestamps timestamps) : timestamps_(timestamps) {}

  void object(const Json& value, const Json& fields, const std::string& path) {
    if (!value.is_object()) return wrong(path, "is no object");
    for (const auto& [name, field] : fields.items()) {
      if (value.contains(name)) {
        check(value[name], field, path + "." + name);
      } else if (field.value("required", false)) {
        wrong(path + "." + name, "is missing");
      }
    }
    for (const auto& [name, member] : value.items()) {
      if (!fields.contains(name)) wrong(path + "." + name, "is not in the schema");
    }
  }

  std::vector<std::string> wrongs;

 private:
  void check(const Json& value, const Json& field, const std::string& path) {
    if (field.contains("ref")) {
      const std::string schema = field["ref"];
      const Json& fields = fields_of_schema(schema);
      if (fields.contains("_enum")) return one_of(value, fields["_enum"], path);
      return object(value, fields, path);
    }
    if (field.contains("enum")) one_of(value, field["enum"], path);
    const std::string type = field.value("type", "");
    if (field.value("format", "") == "date-time") return time(value, path);
    if (type == "string" && (!value.is_string() || value == "string"))
      wrong(path, "is no believable string");
    if (type == "boolean" && !value.is_boolean()) wrong(path, "is no boolean");
    if (type == "integer" && !value.is_number_integer()) wrong(path, "is no integer");
    if (type == "number" && !value.is_number()) wrong(path, "is no number");
    if (type == "array") {
      if (!value.is_array()) return wrong(path, "is no array");
      for (std::size_t i = 0; i < value.size(); ++i)
        check(value[i], field["items"], path + "." + std::to_string(i));
    }
    if (type == "object" && field.contains("values")) {
      if (!value.is_object()) return wrong(path, "is no object");
      if (field["values"].empty()) return;
      for (const auto& [key, member] : value.items())
        check(member, field["values"], path + "." + key);
    }
    if (value.is_number() && field.contains("minimum") && value < field["minimum"])
      wrong(path, "is too small");
    if (value.is_number() && field.contains("maximum") && value > field["maximum"])
      wrong(path, "is too large");
  }

  void time(const Json& value, const std::string& path) {
    if (timestamps_ == Timestamps::nanoseconds) {
      if (!value.is_number_integer() || value < 1'600'000'000'000'000'000)
        wrong(path, "is no time in nanoseconds");
    } else if (!value.is_string() || !parse_rfc3339(value.get<std::string>())) {
      wrong(path, "is no RFC 3339 time");
    }
  }

  void one_of(const Json& value, const Json& allowed, const std::string& path) {
    if (std::find(allowed.begin(), allowed.end(), value) == allowed.end())
      wrong(path, "is not of its enumeration");
  }

  void wrong(const std::string& path, const std::string& what) {
    wrongs.push_back(path + " " + what);
  }

  Timestamps timestamps_;
};

std::vector<std::string> wrongs_in(const Json& event, Timestamps timestamps) {
  Validator validator(timestamps);
  validator.object(event, fields_of_event(event["type"].get<std::string>()), event["type"]);
  return validator.wrongs;
}

Json made(const std::string& type, ExampleOptions options = {}, std::uint64_t seed = 1) {
  options.now = now;
  Random random(seed);
  return *example(type, options, random);
}

/// The value at a dotted path, or null.
Json at(const Json& event, const std::string& path) {
  const auto dot = path.find('.');
  const std::string key = path.substr(0, dot);
  if (!event.is_object() || !event.contains(key)) return {};
  return dot == std::string::npos ? event[key] : at(event[key], path.substr(dot + 1));
}

std::optional<WallTime> time_at(const Json& event, const std::string& path) {
  const Json value = at(event, path);
  return value.is_string() ? parse_rfc3339(value.get<std::string>()) : std::nullopt;
}

/// Checks one event for internal consistency.
void expect_agreement(const Json& event) {
  const Json call = at(event, "call");
  if (call.is_object()) {
    EXPECT_EQ(at(event, "call_cid"), call["cid"]);
    EXPECT_EQ(call["cid"], call["type"].get<std::string>() + ":" + call["id"].get<std::string>());
    const Json session = at(call, "session");
    if (event.contains("session_id")) {
      EXPECT_EQ(event["session_id"], at(session, "id"));
    }
    if (call["current_session_id"] != "") {
      EXPECT_EQ(call["current_session_id"], session["id"]);
    }
  }
  const std::vector<std::string> order{"call.created_at", "call.session.started_at",
                                       "call.session.live_started_at", "call.session.ended_at",
                                       "created_at"};
  std::optional<WallTime> before;
  for (const auto& path : order) {
    const auto time = time_at(event, path);
    if (!time) continue;
    if (before) {
      EXPECT_LE(*before, *time) << path;
    }
    before = time;
  }
  for (const std::string pair : {"call_recording", "call_transcription", "closed_caption"}) {
    const auto start = time_at(event, pair + ".start_time");
    const auto end = time_at(event, pair + ".end_time");
    if (start && end) {
      EXPECT_LT(*start, *end) << pair;
      EXPECT_LE(*end, *time_at(event, "created_at")) << pair;
    }
  }
}

TEST(Catalogue, HasEveryPublishedType) {
  EXPECT_EQ(event_types().size(), 72U);
  EXPECT_EQ(webhook_types().size(), 67U);
  int socket_only = 0;
  for (const EventType& type : event_types()) {
    if (!type.webhook) ++socket_only;
    EXPECT_TRUE(type.webhook || type.websocket) << type.name;
    EXPECT_FALSE(type.group.empty());
  }
  EXPECT_EQ(socket_only, 5);
}

TEST(Catalogue, TellsWhatEachTypeMeans) {
  std::set<std::string> meanings;
  for (const EventType& type : event_types()) {
    SCOPED_TRACE(type.name);
    EXPECT_THAT(type.meaning, testing::MatchesRegex("[A-Z].{20,110}\\."));
    EXPECT_EQ(type.meaning.find(". "), std::string::npos) << "one sentence";
    EXPECT_TRUE(meanings.insert(type.meaning).second) << "another type has the same meaning";
  }
}

TEST(Catalogue, SuggestsTheNearestType) {
  EXPECT_EQ(find_event_type("call.craeted"), nullptr);
  EXPECT_EQ(unknown_type("call.craeted").hint, "did you mean 'call.created'?");
  EXPECT_EQ(unknown_type("zzz").hint, "'streamctl events' lists them");
  EXPECT_EQ(group_of("call.hls_broadcasting_started"), "broadcast");
  EXPECT_EQ(group_of("call.ended"), "call");
  EXPECT_EQ(group_of("message.new"), "message");
}

TEST(Example, IsCompleteAndValidForEveryType) {
  for (const Timestamps timestamps : {Timestamps::rfc3339, Timestamps::nanoseconds}) {
    for (const std::uint64_t seed : {1U, 2U, 3U}) {
      for (const EventType& type : event_types()) {
        SCOPED_TRACE(type.name);
        ExampleOptions options;
        options.timestamps = timestamps;
        EXPECT_THAT(wrongs_in(made(type.name, options, seed), timestamps), testing::IsEmpty());
      }
    }
  }
}

TEST(Example, AgreesWithItself) {
  for (const EventType& type : event_types()) {
    SCOPED_TRACE(type.name);
    expect_agreement(made(type.name));
    expect_agreement(made(type.name, {.call_cid = "livestream:launch"}));
  }
}

TEST(Example, IsTheSameUnderTheSameSeed) {
  for (const EventType& type : event_types()) {
    EXPECT_EQ(made(type.name), made(type.name)) << type.name;
    EXPECT_EQ(made(type.name).begin().key(), "type");
  }
  EXPECT_NE(made("call.session_started"), made("call.session_started", {}, 2));
}

TEST(Example, NamesTheGivenCallAndUserThroughout) {
  const ExampleOptions options{.call_cid = "audio_room:blue", .user_id = "jane"};
  for (const EventType& type : event_types()) {
    SCOPED_TRACE(type.name);
    const Json event = made(type.name, options);
    expect_agreement(event);
    const std::string text = json_line(event);
    EXPECT_EQ(text.find("\"standup\""), std::string::npos);
    EXPECT_EQ(text.find("default:standup"), std::string::npos);
    if (event.contains("call_cid")) {
      EXPECT_EQ(event["call_cid"], "audio_room:blue");
    }
  }
  EXPECT_EQ(at(made("call.accepted", options), "user.id"), "jane");
  EXPECT_EQ(at(made("call.created", options), "call.created_by.id"), "jane");
  EXPECT_EQ(at(made("custom", options), "user.id"), "jane");
  EXPECT_EQ(at(made("call.missed", options), "members")[0]["user_id"], "jane");
  const Json members = at(made("call.created", options), "members");
  EXPECT_NE(members[0]["user_id"], members[1]["user_id"]);
}

TEST(Example, TellsWhatItsTypeSays) {
  EXPECT_EQ(at(made("call.recording_started"), "recording_type"), "composite");
  EXPECT_TRUE(at(made("call.frame_recording_started"), "call.egress.frame_recording").is_object());
  EXPECT_EQ(at(made("call.hls_broadcasting_started"), "call.egress.broadcasting"), true);
  EXPECT_TRUE(time_at(made("call.ended"), "call.ended_at"));
  EXPECT_EQ(at(made("call.ended"), "call.current_session_id"), "");
  EXPECT_TRUE(at(made("call.accepted"), "call.session.accepted_by").contains("jane"));
  EXPECT_EQ(at(made("call.created"), "call.created_at"), at(made("call.created"), "created_at"));
  EXPECT_EQ(at(made("user.banned"), "user.banned"), true);
  EXPECT_EQ(at(made("call.session_participant_joined"), "participant.joined_at"),
            at(made("call.session_participant_joined"), "created_at"));
}

TEST(Example, RefusesABadCallOrType) {
  Random random(1);
  for (const char* call : {"", "standup", ":", "default:", ":x", "default:\xff"}) {
    const auto refused = example("call.created", {.call_cid = call, .now = now}, random);
    ASSERT_FALSE(refused) << call;
    EXPECT_EQ(refused.error().kind, ErrorKind::usage);
  }
  EXPECT_EQ(example("call.craeted", {.now = now}, random).error().hint,
            "did you mean 'call.created'?");
}

TEST(Scenario, EachTellsOneConsistentStory) {
  for (const Scenario& scenario : scenarios()) {
    SCOPED_TRACE(scenario.name);
    EXPECT_FALSE(scenario.description.empty());
    Random random(1);
    const auto events = events_of(scenario, {.call_cid = "", .now = now}, random);
    ASSERT_TRUE(events) << events.error().what;
    std::set<std::string> calls;
    std::set<std::string> sessions;
    WallTime before = now;
    for (const ScenarioEvent& one : *events) {
      SCOPED_TRACE(one.type);
      EXPECT_THAT(wrongs_in(one.body, Timestamps::rfc3339), testing::IsEmpty());
      expect_agreement(one.body);
      EXPECT_GE(*time_at(one.body, "created_at"), before + one.after);
      before = *time_at(one.body, "created_at");
      calls.insert(one.body["call_cid"].get<std::string>());
      if (one.body.contains("session_id"))
        sessions.insert(one.body["session_id"].get<std::string>());
    }
    EXPECT_EQ(calls.size(), 1U);
    EXPECT_LE(sessions.size(), 1U);
    Random again(1);
    EXPECT_EQ(json_line(events_of(scenario, {.call_cid = "", .now = now}, again)->back().body),
              json_line(events->back().body));
  }
}

TEST(Scenario, ComesInTheKindsPeopleNeed) {
  for (const char* name : {"call-lifecycle", "ringing", "ringing-rejected", "ringing-missed",
                           "livestream", "recording", "transcription", "moderation"}) {
    EXPECT_NE(find_scenario(name), nullptr) << name;
  }
  EXPECT_EQ(find_scenario("nope"), nullptr);
}

TEST(Scenario, OfTheUsersOwnIsTold) {
  const auto scenario =
      parse_scenario(R"({"name": "mine", "call": "default:mine", "user": "bob", "steps": [
      {"type": "call.created", "set": {"call.custom.room": "blue"}},
      {"after": "1.5s", "type": "call.session_participant_joined", "user": "carol"},
      {"type": "acme.thing", "data": {"x": 1}}]})");
  ASSERT_TRUE(scenario) << scenario.error().what;
  Random random(1);
  const auto events = events_of(*scenario, {.call_cid = "", .now = now}, random);
  ASSERT_TRUE(events);
  EXPECT_EQ(at((*events)[0].body, "call.custom.room"), "blue");
  EXPECT_EQ(at((*events)[0].body, "call.created_by.id"), "bob");
  EXPECT_EQ((*events)[1].after, std::chrono::milliseconds{1500});
  EXPECT_EQ(at((*events)[1].body, "participant.user.id"), "carol");
  EXPECT_EQ((*events)[2].body["type"], "acme.thing");
  EXPECT_EQ((*events)[2].body["call_cid"], "default:mine");
  EXPECT_EQ((*events)[2].body["x"], 1);
}

TEST(Scenario, SaysWhichStepIsWrong) {
  const std::pair<const char*, const char*> rows[] = {
      {"{", "not valid JSON at column 2: it is cut short"},
      {"[]", "a scenario is a JSON object with 'steps'"},
      {"{}", "a scenario needs 'steps', an array of at least one"},
      {R"({"steps":[{"type":"call.ended"},{"afer":"1s","type":"call.ended"}]})",
       "step 2: unknown key 'afer'"},
      {R"({"steps":[{"type":"call.endd"}]})", "step 1: unknown event type 'call.endd'"},
      {R"({"steps":[{"type":7}]})", "step 1: 'type' must be a string"},
      {R"({"steps":[{}]})", "step 1: needs a 'type'"},
      {R"({"steps":[7]})", "step 1: must be an object"},
      {R"({"steps":[{"type":"call.ended","after":"soon"}]})",
       "step 1: 'after': bad duration 'soon'"},
      {R"({"steps":[{"type":"call.ended","data":[]}]})", "step 1: 'data' must be an object"}};
  for (const auto& [text, what] : rows) {
    const auto scenario = parse_scenario(text);
    ASSERT_FALSE(scenario) << text;
    EXPECT_EQ(scenario.error().what, what);
    EXPECT_EQ(scenario.error().kind, ErrorKind::config);
  }
  const auto bad_path =
      parse_scenario(R"({"steps":[{"type":"call.ended","set":{"call.cid.x":1}}]})");
  Random random(1);
  EXPECT_EQ(events_of(*bad_path, {.call_cid = "", .now = now}, random).error().what,
            "step 1: cannot set call.cid.x: call.cid is a string");
}

TEST(Override, IsTextOrJson) {
  EXPECT_EQ(parse_override("call.custom.room=blue")->value, "blue");
  EXPECT_EQ(parse_override("a=")->value, "");
  EXPECT_EQ(parse_override("a=b=c")->value, "b=c");
  EXPECT_EQ(parse_override("a:=4")->value, 4);
  EXPECT_EQ(parse_override("a:={\"b\":[1]}")->value["b"][0], 1);
  EXPECT_EQ(parse_override("a:b=c")->path, "a:b");
  for (const char* bad : {"room", "=x", ":=1", "a:=nope", ""})
    EXPECT_FALSE(parse_override(bad)) << bad;
}

}  // namespace
}  // namespace streamctl::webhook
