// Every operation checks its requests against the specification.
#include "emulator/specification/specification.h"

#include <fstream>
#include <sstream>

#include "emulator/bench.h"
#include "emulator/operations/routes.h"
#include "emulator/specification/request_check.h"

namespace streamctl::emulator {
namespace {

TEST(RequestCheck, NamesTheFirstThingThatIsWrong) {
  const struct {
    const char* operation;
    const char* body;
    const char* says;  ///< "" if it conforms.
  } rows[] = {
      {"CollectUserFeedback", R"({"rating":5,"sdk":"js","sdk_version":"1"})", ""},
      {"CollectUserFeedback", R"({"rating":5,"sdk":"js","sdk_version":"1","reason":null})", ""},
      {"CollectUserFeedback", R"({"rating":5,"sdk":"js","sdk_version":"1","other":1})", ""},
      {"CollectUserFeedback", R"({"rating":5,"sdk":"js"})", "sdk_version is a required field"},
      {"CollectUserFeedback", R"({"rating":5,"sdk":"","sdk_version":"1"})",
       "sdk is a required field"},
      {"CollectUserFeedback", R"({"rating":0,"sdk":"js","sdk_version":"1"})",
       "rating must be 1 or greater"},
      {"CollectUserFeedback", R"({"rating":6,"sdk":"js","sdk_version":"1"})",
       "rating must be 5 or less"},
      {"CollectUserFeedback", R"({"rating":1.5,"sdk":"js","sdk_version":"1"})",
       "rating must be a whole number"},
      {"CollectUserFeedback", R"({"rating":"5","sdk":"js","sdk_version":"1"})",
       "rating must be a whole number"},
      {"CreateDevice", R"({"id":"d","push_provider":"apn"})", ""},
      {"CreateDevice", R"({"id":"d","push_provider":"pigeon"})",
       "push_provider must be one of [firebase apn huawei xiaomi]"},
      {"GetOrCreateCall", "{}", ""},
      {"GetOrCreateCall", R"({"data":{"starts_at":"2026-11-27T20:00:00Z"}})", ""},
      {"GetOrCreateCall", R"({"data":{"starts_at":1795809600000000000}})", ""},
      {"GetOrCreateCall", R"({"data":{"starts_at":"tomorrow"}})",
       "data.starts_at must be a date, as RFC 3339 writes it"},
      {"GetOrCreateCall", R"({"data":7})", "data must be an object"},
      {"GetOrCreateCall", R"({"data":{"members":{}}})", "data.members must be an array"},
      {"GetOrCreateCall", R"({"data":{"members":[{"role":"host"}]}})",
       "data.members[0].user_id is a required field"},
      {"GetOrCreateCall", R"({"data":{"members":[null]}})", "data.members[0] must not be null"},
      {"GetOrCreateCall", R"({"members_limit":101})", "members_limit must be 100 or less"},
      {"GetOrCreateCall", R"({"data":{"settings_override":{"video":{"camera_facing":"up"}}}})",
       "data.settings_override.video.camera_facing must be one of [front back external]"},
      {"GetOrCreateCall", R"({"data":{"created_by_id":"j doe"}})",
       "data.created_by_id is not a valid user id. a-z, 0-9, @, _ and - are allowed"},
      {"GetOrCreateCall", R"({"data":{"members":[{"user_id":"a.b"}]}})",
       "data.members[0].user_id is not a valid user id. a-z, 0-9, @, _ and - are allowed"},
      {"UpdateUsers", R"({"users":{"é":{"id":"é"}}})",
       "users.é.id is not a valid user id. a-z, 0-9, @, _ and - are allowed"},
      {"UpdateUsers", R"({"users":{"J@n-_9":{"id":"J@n-_9"}}})", ""},
      {"RingCall", R"({"members_ids":["a","b|c"]})",
       "members_ids[1] is not a valid user id. a-z, 0-9, @, _ and - are allowed"},
      {"DeleteUsers", R"({"user_ids":[]})", "user_ids must be at least 1 item"},
      {"VideoPin", "{}", "session_id is a required field"},
      {"QueryCalls", R"({"sort":[{"field":"starts_at"},{"field":"created_at"}]})", ""},
      {"QueryCalls", R"({"sort":[{"direction":1}]})", "sort[0].field is a required field"},
      {"QueryCalls", R"({"sort":[{"field":"custom.x"}]})", "sort by 'custom.x' is not supported"},
      {"QueryUserFeedback", R"({"sort":[{"field":"rating"}]})",
       "sort[0].field must be one of [created_at], and is 'rating'"},
  };
  for (const auto& row : rows) {
    const auto wrong = body_mismatch(row.operation, Json::parse(row.body));
    EXPECT_EQ(wrong.value_or(""), row.says) << row.operation << row.body;
  }
}

TEST(RequestCheck, ReadsTheQueryAsItsTypes) {
  const struct {
    const char* operation;
    QueryParameters query;
    const char* says;
  } rows[] = {
      {"GetCall", {{"members_limit", "5"}, {"ring", "true"}}, ""},
      {"GetCall", {{"members_limit", "many"}}, "members_limit must be a whole number"},
      {"GetCall", {{"members_limit", "101"}}, "members_limit must be 100 or less"},
      {"GetCall", {{"ring", "1"}, {"notify", "True"}, {"video", "F"}}, ""},
      {"GetCall", {{"ring", "yes"}}, "ring must be true or false"},
      {"GetCall", {{"ring", "tRUE"}}, "ring must be true or false"},
      {"GetCall", {{"ring", "2"}}, "ring must be true or false"},
      {"DeleteDevice", {}, "id is a required field"},
      {"ListDevices", {{"user_id", "a b"}}, "user_id is not a valid user id"},
      {"SearchRoles",
       {{"query", "a"}, {"role_type", "moon"}},
       "role_type must be one of [user channel]"},
      {"QueryUsers", {{"payload", "{"}}, "payload must be an object"},
      {"QueryUsers", {{"payload", R"({"limit":101})"}}, "payload.limit must be 100 or less"},
      {"GetCallStatsMap", {{"start_time", "2026-11-27T20:00:00Z"}}, ""},
      {"GetCallStatsMap", {{"start_time", "noon"}}, "start_time must be a date"},
  };
  for (const auto& row : rows) {
    const auto wrong = query_mismatch(row.operation, row.query);
    EXPECT_THAT(wrong.value_or(""), testing::StartsWith(row.says)) << row.operation;
  }
  for (const char* text : {"1", "t", "T", "TRUE", "true", "True"})
    EXPECT_EQ(query_value("GetCall", "ring", text), true) << text;
  for (const char* text : {"0", "f", "F", "FALSE", "false", "False"})
    EXPECT_EQ(query_value("GetCall", "ring", text), false) << text;
  EXPECT_EQ(query_value("GetCall", "members_limit", "7"), 7);
  EXPECT_EQ(query_value("QueryCallSessionParticipantStats", "filter_conditions", "{\"a\":1}")["a"],
            1);
  EXPECT_EQ(query_value("GetCall", "ring", ""), nullptr);
}

/// Values that do not fit a field, with what is wrong about them.
std::vector<std::pair<std::string, Json>> misfits(const Json& field) {
  std::vector<std::pair<std::string, Json>> made;
  const std::string type = field.value("type", field.contains("ref") ? "object" : "");
  if (field.contains("ref") && request_fields(field["ref"].get<std::string>()).contains("enum"))
    return {{"type", 7}};
  if (type == "string") made.emplace_back("type", 7);
  if (type == "number" || type == "integer") made.emplace_back("type", "text");
  if (type == "boolean") made.emplace_back("type", "true");
  if (type == "object" || type == "array") made.emplace_back("type", "text");
  if (field.contains("enum")) made.emplace_back("enum", "not-in-the-list");
  if (field.value("format", "") == "user-id") {
    made.emplace_back("user id", "a b");
    made.emplace_back("user id", std::string(256, 'x'));
  }
  if (field.contains("maxLength"))
    made.emplace_back("length", std::string(field["maxLength"].get<std::size_t>() + 1, 'x'));
  if (field.contains("maximum")) made.emplace_back("maximum", field["maximum"].get<int>() + 1);
  if (field.contains("minimum")) made.emplace_back("minimum", field["minimum"].get<int>() - 1);
  return made;
}

TEST(Operations, RefuseEveryWrongBody) {
  Bench bench;
  bench.call();
  std::size_t tried = 0;
  for (const Operation& operation : operations()) {
    const std::string schema = body_of(operation.name);
    if (schema.empty() || operation.support == "missing") continue;
    std::string path = "/api/v2" + operation.path;
    for (const auto& [name, value] :
         {std::pair<std::string, std::string>{"{type}", "default"}, {"{id}", "a"}}) {
      if (const auto at = path.find(name); at != std::string::npos)
        path.replace(at, name.size(), value);
    }
    const Json before = dump(bench.state);
    const auto refuses = [&](const Json& body, const std::string& field, const std::string& what) {
      const auto answer = bench.server(operation.method, path, body);
      EXPECT_EQ(answer.status, 400U) << operation.name << " " << field << " " << what;
      EXPECT_EQ(answer.body["code"], 4);
      EXPECT_THAT(answer.body["message"].get<std::string>(),
                  testing::StartsWith(operation.name + " failed with error: \""));
      ++tried;
    };
    for (const auto& [name, field] : request_fields(schema).items()) {
      for (const auto& [what, value] : misfits(field))
        refuses({{name, value}}, name, what);
      if (field.value("required", false)) refuses(Json::object(), name, "is absent");
    }
    EXPECT_EQ(dump(bench.state), before) << operation.name;
  }
  EXPECT_GT(tried, 300U);
}

TEST(Operations, RefuseNumbersThatAreNotListed) {
  Bench bench;
  bench.call();
  const auto answer = [&](int channels) {
    const Json encoding{{"bitrate", 64'000}, {"channels", channels}, {"enable_dtx", false}};
    const Json settings{{"ingress", {{"enabled", true}, {"audio_encoding_options", encoding}}}};
    return bench.server("PATCH", "/api/v2/video/call/default/a", {{"settings_override", settings}});
  };
  EXPECT_EQ(answer(2).status, 200U);
  EXPECT_EQ(answer(3).body["message"],
            "UpdateCall failed with error: \"settings_override.ingress.audio_encoding_options."
            "channels must be one of [1 2]\"");
}

/// The table of operations as docs/emulator.md has it.
std::string documentation() {
  std::ostringstream text;
  for (const bool is_video : {true, false}) {
    text << (is_video ? "### Video\n" : "\n### Common\n")
         << "\n| operation | method and path | here | |\n|---|---|---|---|\n";
    std::map<std::string, const Operation*> sorted;
    for (const Operation& one : operations()) {
      if (one.path.starts_with("/video") == is_video) sorted[one.path + one.method] = &one;
    }
    for (const auto& [key, one] : sorted)
      text << "| " << one->name << " | " << one->method << " " << one->path << " | " << one->support
           << " | " << one->note << " |\n";
  }
  return text.str();
}

TEST(Documentation, SaysOfEveryOperationWhatTheTableSays) {
  const std::string path = std::string(STREAMCTL_SOURCE_DIR) + "/docs/emulator.md";
  std::ifstream file(path);
  std::ostringstream kept;
  kept << file.rdbuf();
  const std::string text = kept.str();
  const std::string mark = "<!-- Made from lib/emulator/specification/operations.json -->\n\n";
  const auto begin = text.find(mark);
  ASSERT_NE(begin, std::string::npos) << path;
  const std::string head = text.substr(0, begin + mark.size());
  const char* update = std::getenv("STREAMCTL_UPDATE_GOLDEN");
  if (update != nullptr && std::string(update) == "1") {
    std::ofstream(path, std::ios::binary) << head << documentation();
    return;
  }
  EXPECT_TRUE(text == head + documentation())
      << path << " is stale: STREAMCTL_UPDATE_GOLDEN=1 emulator_test "
      << "--gtest_filter='Documentation*' renews it";
}

}  // namespace
}  // namespace streamctl::emulator
