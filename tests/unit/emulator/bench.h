// An emulator state with a settable clock, and shorthands for requests.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "crypto/jwt.h"
#include "emulator/engine/api.h"
#include "emulator/engine/dump.h"
#include "emulator/engine/push.h"
#include "emulator/engine/sockets.h"
#include "emulator/engine/start.h"
#include "emulator/state/schema.h"
#include "webhook/catalogue.h"

namespace streamctl::emulator {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class WoundClock final : public Clock {
 public:
  [[nodiscard]] WallTime now() const override { return time; }
  [[nodiscard]] SteadyTime steady() const override { return SteadyTime{time.time_since_epoch()}; }
  WallTime time{1'795'453'200s + 123'456'789ns};
};

struct Answer {
  unsigned status = 0;
  Json body;
  Outcome outcome;

  [[nodiscard]] std::vector<std::string> types() const {
    std::vector<std::string> list;
    for (const Event& event : outcome.events)
      list.push_back(event.type);
    return list;
  }
  [[nodiscard]] const Json& event(std::string_view type) const {
    for (const Event& event : outcome.events) {
      if (event.type == type) return event.body;
    }
    static const Json none;
    return none;
  }
};

class Bench {
 public:
  explicit Bench(StateOptions options = {}) : state(make(std::move(options))) {}

  static std::string token(Json claims) { return crypto::sign_jwt(claims, "emulator-secret"); }
  static std::string user_token(const std::string& id) { return token({{"user_id", id}}); }

  Answer ask(const std::string& authorization, const std::string& method, const std::string& path,
             const Json& body = nullptr) {
    const std::string mark = path.find('?') == std::string::npos ? "?" : "&";
    auto applied = apply(state, {method, parse_request_target(path + mark + "api_key=emulator"),
                                 authorization, body.is_null() ? "" : body.dump()});
    Answer answer{applied.answer.status, Json::parse(applied.answer.body),
                  std::move(applied.outcome)};
    every_event_fits(answer.outcome);
    settle(state, answer.outcome);
    return answer;
  }
  Answer server(const std::string& method, const std::string& path, const Json& body = nullptr) {
    return ask(token({{"server", true}}), method, path, body);
  }
  Answer as(const std::string& user, const std::string& method, const std::string& path,
            const Json& body = nullptr) {
    return ask(user_token(user), method, path, body);
  }

  /// Creates users, as a server.
  void users(const std::vector<std::string>& ids) {
    Json map = Json::object();
    for (const auto& id : ids)
      map[id] = {{"id", id}};
    ASSERT_EQ(server("POST", "/api/v2/users", {{"users", map}}).status, 201U);
  }
  /// Creates a call by john, with jane.
  void call(const std::string& type = "default", const std::string& id = "a") {
    users({"john", "jane"});
    const Json members =
        Json::array({{{"user_id", "john"}, {"role", "host"}}, {{"user_id", "jane"}}});
    ASSERT_EQ(server("POST", "/api/v2/video/call/" + type + "/" + id,
                     {{"data", {{"created_by_id", "john"}, {"members", members}}}})
                  .status,
              201U);
  }
  std::string connect(const std::string& user, Handle handle = 1) {
    const Json frame{{"token", user_token(user)}, {"user_details", {{"id", user}}}};
    const auto greeting = greet(state, handle, frame.dump(), "emulator", DateForm::text);
    EXPECT_TRUE(greeting.is_welcome) << greeting.first.dump();
    return greeting.connection_id;
  }

  /// Checks every event against the catalogue, at every depth.
  static void every_event_fits(const Outcome& outcome) {
    for (const Event& event : outcome.events) {
      const auto wrong =
          schema_mismatch(event.body, webhook::fields_of_event(event.type), event.type);
      EXPECT_EQ(wrong, std::nullopt) << *wrong;
      EXPECT_EQ(event.body["type"], event.type);
    }
  }

  WoundClock clock;
  State state;

 private:
  State make(StateOptions options) {
    auto made = make_state(std::move(options), clock, Random(7));
    EXPECT_TRUE(made) << made.error().what;
    return *std::move(made);
  }
};

inline Json dump(const State& state) {
  return *parse_json(copy_to_dump(state)(), Digits::kept);
}

inline std::optional<std::string> mismatch_of(const Json& value, const std::string& schema) {
  return schema_mismatch(value, webhook::fields_of_schema(schema), schema);
}

}  // namespace streamctl::emulator
