// Connecting, and the events that each connection receives.
#include "emulator/bench.h"

namespace streamctl::emulator {
namespace {

std::vector<Handle> hearing(const Bench& bench, const Event& event) {
  std::vector<Handle> handles;
  for (const Recipient& one : bench.state.watchers.recipients(event))
    handles.push_back(one.handle);
  return handles;
}

TEST(Connecting, MakesTheUser) {
  Bench bench;
  const Json frame{{"token", Bench::user_token("john")},
                   {"products", {"video"}},
                   {"user_details", {{"id", "john"}, {"name", "John"}, {"role", "admin"}}}};
  const auto greeting = greet(bench.state, 1, frame.dump(), "emulator", DateForm::text);
  ASSERT_TRUE(greeting.is_welcome);
  EXPECT_EQ(schema_mismatch(greeting.first, webhook::fields_of_event("connection.ok"), "ok"),
            std::nullopt);
  EXPECT_EQ(greeting.first["me"]["name"], "John");
  EXPECT_EQ(greeting.first["me"]["role"], "user") << "nobody makes themselves admin";
  EXPECT_EQ(greeting.first["me"]["online"], true);
  remove_connection(bench.state, 1);
  EXPECT_EQ(dump(bench.state)["users"][0]["online"], false);
}

TEST(Connecting, WritesTimesAsTheSurfaceDoes) {
  Bench bench;
  const Json frame{{"token", Bench::user_token("john")}, {"user_details", {{"id", "john"}}}};
  const auto greeting = greet(bench.state, 1, frame.dump(), "emulator", DateForm::nanoseconds);
  EXPECT_TRUE(greeting.first["created_at"].is_number_integer());
  EXPECT_TRUE(greeting.first["me"]["created_at"].is_number_integer());
  const auto check = health_check(bench.state, greeting.connection_id, DateForm::text);
  EXPECT_EQ(schema_mismatch(check, webhook::fields_of_event("health.check"), "check"),
            std::nullopt);
}

TEST(Connecting, IsRefusedWithTheReason) {
  Bench bench;
  const Json john{{"id", "john"}};
  const struct {
    const char* name;
    std::string frame;
    const char* key;
    int code;
  } rows[] = {
      {"no JSON", "hello", "emulator", 5},
      {"an array", "[]", "emulator", 5},
      {"no token", Json{{"user_details", john}}.dump(), "emulator", 5},
      {"another app", "{}", "other", 2},
      {"bad signature",
       Json{{"token", crypto::sign_jwt({{"user_id", "john"}}, "x")}, {"user_details", john}}.dump(),
       "emulator", 43},
      {"server token",
       Json{{"token", Bench::token({{"server", true}})}, {"user_details", john}}.dump(), "emulator",
       5},
      {"another user", Json{{"token", Bench::user_token("jane")}, {"user_details", john}}.dump(),
       "emulator", 5},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    const auto greeting = greet(bench.state, 1, row.frame, row.key, DateForm::text);
    EXPECT_FALSE(greeting.is_welcome);
    EXPECT_EQ(schema_mismatch(greeting.first, webhook::fields_of_event("connection.error"), "e"),
              std::nullopt);
    EXPECT_EQ(greeting.first["error"]["code"], row.code);
  }
  EXPECT_EQ(dump(bench.state)["users"].size(), 0U);
}

TEST(Connecting, LetsNobodyComeBackFromAHardDeletion) {
  Bench bench;
  bench.call();
  bench.users({"bob"});
  bench.connect("bob");
  const Json both{{"user_ids", {"bob", "john"}}};
  Json hard = both;
  hard["user"] = "hard";
  EXPECT_EQ(bench.server("POST", "/api/v2/users/delete", hard).status, 201U);
  ASSERT_NE(bench.state.store.user("bob"), nullptr) << "its socket is open";
  ASSERT_NE(bench.state.store.user("john"), nullptr) << "a call is his";
  for (const char* id : {"bob", "john"}) {
    const Json one{{"user_ids", {id}}};
    EXPECT_EQ(bench.server("POST", "/api/v2/users/restore", one).status, 404U) << id;
    EXPECT_EQ(bench.server("POST", "/api/v2/users/delete", one).status, 404U) << id;
  }
}

TEST(Watching, TakesAConnectionOfOnesOwn) {
  Bench bench;
  bench.call();
  const std::string john = bench.connect("john", 1);
  EXPECT_EQ(bench.as("john", "GET", "/video/call/default/a?connection_id=nope").body["code"], 46);
  EXPECT_EQ(bench.as("jane", "GET", "/video/call/default/a?connection_id=" + john).body["code"],
            46);
  EXPECT_EQ(bench.state.watchers.watching("default:a"), 0U);
  EXPECT_EQ(bench.as("john", "POST", "/video/calls?connection_id=nope", {{"watch", true}}).status,
            400U);
  EXPECT_EQ(bench.as("john", "POST", "/video/calls?connection_id=nope", Json::object()).status,
            201U);
  bench.as("john", "GET", "/video/call/default/a?connection_id=" + john);
  EXPECT_EQ(bench.state.watchers.watching("default:a"), 1U);
}

TEST(Watching, ByQueryNeedsToBeAskedFor) {
  Bench bench;
  bench.call();
  const std::string path = "/video/calls?connection_id=" + bench.connect("john", 1);
  bench.as("john", "POST", path, Json::object());
  EXPECT_EQ(bench.state.watchers.watching("default:a"), 0U);
  bench.as("john", "POST", path, {{"watch", true}, {"filter_conditions", {{"id", "a"}}}});
  EXPECT_EQ(bench.state.watchers.watching("default:a"), 1U);
  remove_connection(bench.state, 1);
  EXPECT_EQ(bench.state.watchers.watching("default:a"), 0U);
}

TEST(Events, GoToWhomStreamSendsThem) {
  Bench bench;
  bench.call();
  bench.users({"eve"});
  bench.connect("john", 1);
  const std::string jane = bench.connect("jane", 2);
  bench.connect("jane", 3);
  const std::string eve = bench.connect("eve", 4);
  bench.as("jane", "GET", "/video/call/default/a?connection_id=" + jane);
  bench.as("eve", "GET", "/video/call/default/a?connection_id=" + eve);
  const auto custom =
      bench.as("john", "POST", "/video/call/default/a/event", {{"custom", {{"a", 1}}}});
  EXPECT_THAT(hearing(bench, custom.outcome.events[0]), ElementsAre(2, 4)) << "watchers alone";
  const auto ring = bench.as("john", "POST", "/video/call/default/a/ring", Json::object());
  EXPECT_THAT(hearing(bench, ring.outcome.events[0]), ElementsAre(2, 3))
      << "members but the caller";
  const auto ended = bench.as("john", "POST", "/video/call/default/a/mark_ended");
  EXPECT_THAT(hearing(bench, ended.outcome.events[0]), ElementsAre(2, 4, 1, 3)) << "both, once";
  const auto pushed = push(bench.state, {.type = "app.updated"});
  ASSERT_TRUE(pushed);
  EXPECT_THAT(hearing(bench, pushed->events[0]), ElementsAre(1, 2, 3, 4));
}

TEST(Events, OfADeletedCallReachItsWatchersOnceMore) {
  Bench bench;
  bench.call();
  bench.as("john", "GET", "/video/call/default/a?connection_id=" + bench.connect("john", 1));
  const auto applied =
      apply(bench.state,
            {"POST", parse_request_target("/api/v2/video/call/default/a/delete?api_key=emulator"),
             Bench::token(Json::object()), "{}"});
  EXPECT_THAT(hearing(bench, applied.outcome.events[0]), ElementsAre(1));
  settle(bench.state, applied.outcome);
  EXPECT_THAT(hearing(bench, applied.outcome.events[0]), IsEmpty());
}

}  // namespace
}  // namespace streamctl::emulator
