#include "emulator/serve/control.h"

#include "emulator/bench.h"
#include "emulator/engine/saved_state.h"

namespace streamctl::emulator {
namespace {

net::Request request(const std::string& method, const std::string& action, const std::string& body,
                     const std::string& type = "application/json; charset=utf-8") {
  net::Request made;
  made.method = method;
  made.target = "/_emulator/" + action;
  made.body = body;
  made.headers = {{"Content-Type", type}};
  return made;
}

/// The actions on a separate state without open sockets.
class Controls : public testing::Test {
 protected:
  net::Response ask(const std::string& method, const std::string& action,
                    const std::string& body = "") {
    return answer(request(method, action, body));
  }

  net::Response answer(const net::Request& request) {
    return control_.answer(request, parse_request_target(request.target));
  }

  Bench bench_;
  Hub hub_{bench_.state, bench_.clock, [](SocketActivity&&) {}, [](Outcome&&) {}};
  std::deque<Activity> journal_;
  std::vector<std::string> dispatched_;
  int resets_ = 0;
  SettableClock time_{bench_.clock};
  Control control_{{bench_.state, hub_, journal_,
                    [this](Outcome&& outcome) {
                      for (const Event& event : outcome.events)
                        dispatched_.push_back(event.type);
                    },
                    [this] { ++resets_; }, time_,
                    [this](const ClockChange& change) {
                      if (change.to) time_.set(*change.to);
                      if (change.frozen.value_or(false)) time_.freeze();
                      return std::size_t{3};
                    },
                    [this](const Json& saved) { return load_state(bench_.state, time_, saved); }}};
};

TEST_F(Controls, RefuseARequestThatTheyCannotCarryOut) {
  const struct {
    const char* method;
    const char* action;
    const char* body;
    unsigned status;
    const char* message;
  } rows[] = {
      {"POST", "", "", 404, "there is no "},
      {"POST", "explode", "", 404, "there is no explode"},
      {"POST", "pus%1bh", "", 404, "there is no pus%1bh"},
      {"GET", "reset", "", 405, "use POST"},
      {"POST", "state", "", 405, "use GET"},
      {"POST", "reset", "[]", 400, "the body is no JSON object"},
      {"POST", "reset", "{", 400, "the body is not valid JSON at column 2"},
      {"POST", "push", "", 400, "type is required"},
      {"POST", "push", R"({"type":1})", 400, "type"},
      {"POST", "push", R"({"type":"call.craeted"})", 400, "unknown event type 'call.craeted'"},
      {"POST", "drop", R"({"code":999})", 400, "code"},
      {"POST", "drop", R"({"code":1005})", 400, "1005 is no close code"},
      {"POST", "drop", R"({"code":2000})", 400, "2000 is no close code"},
      {"POST", "silence", R"({"user_id":7})", 400, "user_id"},
      {"POST", "load", "{}", 400, "it is no saved state"},
      {"GET", "load", "", 405, "use POST"},
      {"DELETE", "clock", "", 405, "use GET"},
      {"POST", "clock", R"({"advance_ms":-1})", 400, "advance_ms"},
      {"POST", "clock", R"({"advance_ms":9223372036854775807})", 400, "advance_ms"},
      {"POST", "clock", R"({"set":"noon"})", 400, "set"},
      {"POST", "clock", R"({"set":"1969-12-31T23:59:59Z"})", 400, "from 1970 to 2260"},
      {"POST", "clock", R"({"set":"2027-01-01T00:00:00Z","advance_ms":1})", 400,
       "exclude each other"},
      {"POST", "clock", R"({"frozen":1})", 400, "frozen"},
      {"POST", "fail", "{}", 400, "count is required"},
      {"POST", "fail", R"({"count":-1})", 400, "count"},
      {"POST", "fail", R"({"count":1,"status":200})", 400, "status"},
      {"POST", "fail", R"({"count":1,"operation":"GetCal"})", 400,
       "no operation is named 'GetCal'"},
      {"POST", "fail", R"({"count":1,"operation":""})", 400, "operation must not be empty"},
      {"POST", "fail", R"({"count":1,"probability":1.01})", 400, "probability"},
      {"POST", "fail", R"({"count":1,"probability":"1"})", 400, "probability"},
      {"POST", "fail", R"({"count":1,"latency_ms":600001})", 400, "latency_ms"},
      {"POST", "fail", R"({"count":1,"seed":-1})", 400, "seed"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(std::string(row.action) + " " + row.body);
    const auto response = ask(row.method, row.action, row.body);
    EXPECT_EQ(response.status, row.status);
    const Json error = Json::parse(response.body)["error"];
    EXPECT_THAT(error["message"].get<std::string>(), HasSubstr(row.message));
    EXPECT_TRUE(error["hint"].is_string());
  }
  EXPECT_EQ(resets_, 0);
  EXPECT_THAT(dispatched_, IsEmpty());
}

TEST_F(Controls, NameTheMethodThatAnActionTakes) {
  const auto response = ask("GET", "drop");
  EXPECT_EQ(*response.headers.find("Allow"), "POST");
}

TEST_F(Controls, TakeABodyOnlyIfItIsDeclaredAsJson) {
  for (const char* type : {"text/plain", "application/x-www-form-urlencoded", ""})
    EXPECT_EQ(answer(request("POST", "reset", "{}", type)).status, 415U) << type;
  EXPECT_EQ(answer(request("POST", "reset", "", "text/plain")).status, 200U);
  EXPECT_EQ(answer(request("POST", "reset", "{}", "Application/JSON")).status, 200U);
  EXPECT_EQ(resets_, 2);
}

TEST_F(Controls, AnswerWithWhatTheyChanged) {
  journal_.emplace_back(DroppedActivity{WallTime{}, "custom", "http://127.0.0.1:1/", "full"});
  const struct {
    const char* method;
    const char* action;
    const char* body;
    const char* answer;
  } rows[] = {
      {"POST", "drop", "", R"({"dropped":0})"},
      {"POST", "silence", R"({"user_id":"john"})", R"({"silenced":0})"},
      {"POST", "fail", R"({"count":2,"status":429})", R"({"failing":2,"status":429})"},
      {"POST", "fail", R"({"count":0})", R"({"failing":0,"status":503})"},
      {"POST", "fail", R"({"count":3,"operation":"Get*","probability":0.50,"latency_ms":20})",
       R"({"failing":3,"operation":"Get*","probability":0.50,"latency_ms":20})"},
      {"POST", "expire-tokens", "", R"({"expired":0})"},
      {"GET", "clock", "", R"({"now":"2026-11-23T17:00:00.123456Z","frozen":false,"pending":0})"},
      {"POST", "clock", R"({"advance_ms":3600000,"frozen":true})",
       R"({"now":"2026-11-23T18:00:00.123456Z","frozen":true,"pending":0,"happened":3})"},
      {"POST", "clock", R"({"set":"2027-01-01T01:00:00+01:00"})",
       R"({"now":"2027-01-01T00:00:00.000000Z","frozen":true,"pending":0,"happened":3})"},
      {"POST", "reset", "", "{}"},
      {"GET", "log", "",
       R"({"log":[{"kind":"dropped","at":"1970-01-01T00:00:00.000000Z","type":"custom","url":"http://127.0.0.1:1/","error":"full"}]})"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.action);
    const auto response = ask(row.method, row.action, row.body);
    EXPECT_EQ(response.status, 200U);
    EXPECT_EQ(response.body, row.answer);
    EXPECT_EQ(*response.headers.find("Cache-Control"), "no-store");
  }
  EXPECT_EQ(Json::parse(ask("GET", "state").body), dump(bench_.state));
}

TEST_F(Controls, FailAsManyRequestsAsTheyWereGiven) {
  ask("POST", "fail", R"({"count":1,"status":429})");
  EXPECT_EQ(bench_.server("GET", "/api/v2/app").status, 429U);
  EXPECT_EQ(bench_.server("GET", "/api/v2/app").status, 200U);
}

TEST_F(Controls, NameTheNearestOperation) {
  const Json error =
      Json::parse(ask("POST", "fail", R"({"count":1,"operation":"getcall"})").body)["error"];
  EXPECT_EQ(error["hint"], "did you mean 'GetCall'?");
}

TEST_F(Controls, PushAWholeEventAndDispatchIt) {
  bench_.call();
  const auto response =
      ask("POST", "push",
          R"({"type":"call.reaction_new","call_cid":"default:a","user_id":"jane",)"
          R"("set":[{"path":"reaction.type","value":"wave"}],"data":{"x":1.50}})");
  ASSERT_EQ(response.status, 200U) << response.body;
  const Json events = Json::parse(response.body)["events"];
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0]["call_cid"], "default:a");
  EXPECT_EQ(events[0]["reaction"]["type"], "wave");
  EXPECT_THAT(response.body, HasSubstr(R"("x":1.50)"));
  EXPECT_THAT(dispatched_, ElementsAre("call.reaction_new"));
}

}  // namespace
}  // namespace streamctl::emulator
