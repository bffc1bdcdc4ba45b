// An emulator's state with a clock of the test's, and shorthands for asking it things.
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
#include "emulator/state/schema.h"
#include "emulator/state/state.h"
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

struct Told {
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

  Told ask(const std::string& authorization, const std::string& method, const std::string& path,
           const Json& body = nullptr) {
    const std::string mark = path.find('?') == std::string::npos ? "?" : "&";
    auto applied = state.apply({method, path + mark + "api_key=emulator", authorization,
                                body.is_null() ? "" : body.dump()});
    Told told{applied.answer.status, Json::parse(applied.answer.body), std::move(applied.outcome)};
    every_event_fits(told.outcome);
    state.settle(told.outcome);
    return told;
  }
  Told server(const std::string& method, const std::string& path, const Json& body = nullptr) {
    return ask(token({{"server", true}}), method, path, body);
  }
  Told as(const std::string& user, const std::string& method, const std::string& path,
          const Json& body = nullptr) {
    return ask(user_token(user), method, path, body);
  }

  /// Users of those ids, by the server.
  void users(const std::vector<std::string>& ids) {
    Json map = Json::object();
    for (const auto& id : ids)
      map[id] = {{"id", id}};
    ASSERT_EQ(server("POST", "/api/v2/users", {{"users", map}}).status, 201U);
  }
  /// A call of john with jane.
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
    const auto greeting = state.greet(handle, frame.dump(), "emulator", DateForm::text);
    EXPECT_TRUE(greeting.is_welcome) << greeting.first.dump();
    return greeting.connection_id;
  }

  /// Every event is whole, at every depth, as the catalogue has it.
  static void every_event_fits(const Outcome& outcome) {
    for (const Event& event : outcome.events) {
      const auto wrong = misfit(event.body, webhook::fields_of_event(event.type), event.type);
      EXPECT_EQ(wrong, std::nullopt) << *wrong;
      EXPECT_EQ(event.body["type"], event.type);
    }
  }

  WoundClock clock;
  State state;

 private:
  State make(StateOptions options) {
    auto made = State::make(std::move(options), clock, Random(7));
    EXPECT_TRUE(made) << made.error().what;
    return *std::move(made);
  }
};

inline std::optional<std::string> misfit_of(const Json& value, const std::string& schema) {
  return misfit(value, webhook::fields_of_schema(schema), schema);
}

}  // namespace streamctl::emulator
