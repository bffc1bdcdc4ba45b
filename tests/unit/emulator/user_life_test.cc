// Users' life, blocking, revocation, presence, roles, and the small things an app keeps.
#include "emulator/bench.h"
#include "emulator/limits.h"

namespace streamctl::emulator {
namespace {

TEST(UserLife, IsToldByEvents) {
  Bench bench;
  bench.users({"john", "jane", "bob"});
  const std::string john = "/api/v2/users/john/";
  const auto off = bench.server("POST", john + "deactivate", {{"created_by_id", "jane"}});
  EXPECT_EQ(off.status, 201U) << off.body;
  EXPECT_THAT(off.types(), ElementsAre("user.deactivated"));
  EXPECT_TRUE(off.body["user"].contains("deactivated_at"));
  EXPECT_EQ(bench.server("POST", john + "deactivate", Json::object()).status, 400U) << "twice";
  EXPECT_EQ(bench.as("john", "GET", "/video/edges").body["code"], 17);
  const auto on = bench.server("POST", john + "reactivate", {{"name", "Johnny"}});
  EXPECT_THAT(on.types(), ElementsAre("user.reactivated"));
  EXPECT_EQ(on.body["user"]["name"], "Johnny");
  EXPECT_EQ(bench.as("john", "GET", "/video/edges").status, 200U);

  const auto soft = bench.server("POST", "/api/v2/users/delete", {{"user_ids", {"jane"}}});
  EXPECT_THAT(soft.types(), ElementsAre("user.deleted"));
  const Json task =
      bench.server("GET", "/api/v2/tasks/" + soft.body["task_id"].get<std::string>()).body;
  EXPECT_EQ(task["status"], "completed");
  EXPECT_EQ(bench.server("GET", "/api/v2/users").body["users"].size(), 2U);
  EXPECT_EQ(bench.server("POST", "/api/v2/users/restore", {{"user_ids", {"jane"}}}).status, 201U);
  const auto again = bench.server("POST", "/api/v2/users/restore", {{"user_ids", {"jane"}}});
  EXPECT_EQ(again.body["code"], 4);
  EXPECT_EQ(again.body["message"],
            "RestoreUsers failed with error: \"user \"jane\" is not deleted, "
            "it can't be restored\"");
  EXPECT_EQ(bench.server("GET", "/api/v2/users").body["users"].size(), 3U);
  bench.server("POST", "/api/v2/users/delete", {{"user_ids", {"bob"}}, {"user", "hard"}});
  EXPECT_EQ(bench.state.store.user("bob"), nullptr);
  const auto exported = bench.server("POST", "/api/v2/export/users", {{"user_ids", {"john"}}});
  EXPECT_THAT(exported.types(), ElementsAre("export.users.success"));
  EXPECT_EQ(bench.server("GET", john + "export").body["user"]["id"], "john");
  EXPECT_EQ(bench.server("GET", "/api/v2/tasks/none").status, 404U);
}

TEST(Users, AreReplacedOrChangedInPart) {
  Bench bench;
  const auto john = [](const Answer& answer) { return answer.body["users"]["john"]; };
  const Json whole{{"id", "john"},
                   {"name", "John"},
                   {"image", "https://a.example/j.png"},
                   {"role", "admin"},
                   {"custom", {{"desk", 4}}}};
  bench.server("POST", "/api/v2/users", {{"users", {{"john", whole}}}});
  const auto change = [&](const Json& fields) {
    Json one{{"id", "john"}};
    one.update(fields);
    return john(bench.server("PATCH", "/api/v2/users", {{"users", {one}}}));
  };
  const Json set = change({{"set", {{"country", "NL"}, {"custom.floor", 2}, {"name", "J"}}}});
  EXPECT_EQ(set["custom"], (Json{{"desk", 4}, {"country", "NL"}, {"floor", 2}}));
  EXPECT_EQ(set["name"], "J");
  EXPECT_EQ(change({{"unset", {"country", "name"}}})["custom"], (Json{{"desk", 4}, {"floor", 2}}));
  const Json replaced =
      john(bench.server("POST", "/api/v2/users", {{"users", {{"john", {{"id", "john"}}}}}}));
  EXPECT_EQ(replaced["custom"], Json::object());
  EXPECT_FALSE(replaced.contains("image"));
  EXPECT_EQ(replaced["role"], "admin");
}

TEST(Users, WithoutTeamsAreFound) {
  Bench bench;
  const Json team{{"id", "john"}, {"teams", {"red"}}};
  bench.server("POST", "/api/v2/users", {{"users", {{"john", team}, {"jane", {{"id", "jane"}}}}}});
  const auto found =
      bench.server("GET", "/api/v2/users?payload={\"filter_conditions\":{\"teams\":null}}");
  ASSERT_EQ(found.body["users"].size(), 1U);
  EXPECT_EQ(found.body["users"][0]["id"], "jane");
}

TEST(UserLife, LeavesCallsWhole) {
  Bench bench;
  bench.call();
  bench.server("POST", "/api/v2/users/delete", {{"user_ids", {"john"}}, {"user", "hard"}});
  const auto call = bench.server("GET", "/api/v2/video/call/default/a");
  EXPECT_EQ(call.status, 200U);
  EXPECT_EQ(
      mismatch_of(bench.as("jane", "GET", "/video/call/default/a").body["call"], "CallResponse"),
      std::nullopt);
}

TEST(Blocking, IsKeptByUser) {
  Bench bench;
  bench.users({"john", "jane"});
  const Json request{{"user_id", "john"}, {"blocked_user_id", "jane"}};
  EXPECT_EQ(bench.server("POST", "/api/v2/users/block", request).status, 201U);
  const Json blocks = bench.as("john", "GET", "/api/v2/users/block").body["blocks"];
  ASSERT_EQ(blocks.size(), 1U);
  EXPECT_EQ(blocks[0]["blocked_user_id"], "jane");
  EXPECT_EQ(bench.as("john", "POST", "/api/v2/users/unblock", {{"blocked_user_id", "jane"}}).status,
            201U);
  EXPECT_THAT(bench.as("john", "GET", "/api/v2/users/block").body["blocks"], IsEmpty());
}

TEST(Revocation, RefusesOlderTokens) {
  Bench bench;
  bench.users({"john"});
  const auto issued = [](int seconds) {
    return Bench::token({{"user_id", "john"}, {"iat", 1'795'453'200 + seconds}});
  };
  const auto code = [&](const std::string& token) {
    return bench.ask(token, "GET", "/video/edges").body.value("code", 0);
  };
  const auto set = [&](const Json& time) {
    return bench
        .server("PATCH", "/api/v2/users",
                {{"users", {{{"id", "john"}, {"set", {{"revoke_tokens_issued_before", time}}}}}}})
        .status;
  };
  bench.clock.time += 60s;
  EXPECT_EQ(set("2026-11-23T17:00:10Z"), 200U);
  EXPECT_EQ(code(issued(5)), 40);
  EXPECT_EQ(code(issued(15)), 0);
  EXPECT_EQ(code(Bench::user_token("john")), 40) << "without iat";
  EXPECT_EQ(set(nullptr), 200U);
  EXPECT_EQ(code(issued(5)), 0);
  bench.server("PATCH", "/api/v2/app", {{"revoke_tokens_issued_before", "2026-11-23T17:00:20Z"}});
  EXPECT_EQ(code(issued(15)), 40);
  EXPECT_EQ(code(issued(25)), 0);
  bench.server("PATCH", "/api/v2/app", {{"revoke_tokens_issued_before", nullptr}});
  EXPECT_EQ(code(issued(15)), 0);
}

TEST(Presence, GoesToThoseWhoAskedForIt) {
  Bench bench;
  bench.users({"john", "jane"});
  const std::string connection = bench.connect("john", 1);
  bench.as("john", "GET",
           "/api/v2/users?payload={\"presence\":true,\"filter_conditions\":{\"id\":\"jane\"}}"
           "&connection_id=" +
               connection);
  const Json frame{{"token", Bench::user_token("jane")}, {"user_details", {{"id", "jane"}}}};
  const auto greeting = greet(bench.state, 2, frame.dump(), "emulator", DateForm::text);
  Bench::every_event_fits(greeting.outcome);
  ASSERT_EQ(greeting.outcome.events.size(), 1U);
  EXPECT_EQ(greeting.outcome.events[0].type, "user.presence.changed");
  EXPECT_THAT(greeting.outcome.events[0].user_ids, ElementsAre("john"));
  EXPECT_EQ(greeting.outcome.events[0].body["user"]["online"], true);
  const auto hidden = bench.server("PATCH", "/api/v2/users",
                                   {{"users", {{{"id", "jane"}, {"set", {{"invisible", true}}}}}}});
  EXPECT_EQ(hidden.event("user.presence.changed")["user"]["online"], false);
  EXPECT_EQ(remove_connection(bench.state, 1).events.size(), 0U);
  EXPECT_THAT(remove_connection(bench.state, 2).events, IsEmpty()) << "nobody follows any more";
}

TEST(Roles, ExistBeforeTheyAreGiven) {
  Bench bench;
  const auto give = [&](const char* role) {
    return bench
        .server("POST", "/api/v2/users", {{"users", {{"j", {{"id", "j"}, {"role", role}}}}}})
        .status;
  };
  EXPECT_EQ(give("admin"), 201U);
  EXPECT_EQ(give("captain"), 400U);
  EXPECT_EQ(bench.server("POST", "/api/v2/roles", {{"name", "captain"}}).status, 201U);
  EXPECT_EQ(give("captain"), 201U);
  EXPECT_EQ(bench.server("GET", "/api/v2/roles/search?query=CAP").body["roles"].size(), 1U);
  EXPECT_EQ(bench.server("DELETE", "/api/v2/roles/captain").status, 200U);
  EXPECT_EQ(bench.server("DELETE", "/api/v2/roles/user").status, 400U);
  const Json custom{
      {"id", "fly"}, {"name", "Fly"}, {"action", "Fly"}, {"condition", Json::object()}};
  EXPECT_EQ(bench.server("POST", "/api/v2/permissions", custom).status, 201U);
  EXPECT_EQ(bench.server("GET", "/api/v2/permissions/fly").body["permission"]["custom"], true);
  EXPECT_EQ(bench.server("GET", "/api/v2/permissions/send-audio").body["permission"]["action"],
            "SendAudio");
  EXPECT_EQ(bench.server("GET", "/api/v2/permissions/none").status, 404U);
  EXPECT_EQ(bench.server("GET", "/api/v2/permissions/create-channel").body["permission"]["action"],
            "CreateChannel");
}

TEST(Storage, IsKeptByName) {
  Bench bench;
  const Json storage{{"name", "s"}, {"bucket", "b"}, {"storage_type", "gcs"}};
  EXPECT_EQ(bench.server("POST", "/api/v2/external_storage", storage).status, 201U);
  EXPECT_EQ(bench.server("POST", "/api/v2/external_storage", storage).status, 400U) << "twice";
  EXPECT_EQ(bench.server("GET", "/video/external_storage").body["external_storages"]["s"]["type"],
            "gcs");
  EXPECT_EQ(bench.server("DELETE", "/api/v2/external_storage/s").status, 200U);
  EXPECT_EQ(bench.server("DELETE", "/api/v2/external_storage/s").status, 404U);
  const Json reserved{{"name", "stream-s3"}, {"bucket", "b"}, {"storage_type", "s3"}};
  EXPECT_THAT(bench.server("POST", "/api/v2/external_storage", reserved).body["message"].dump(),
              HasSubstr("stream-s3 name reserved for internal use"));
  const Json list{{"name", "l"}, {"words", {"darn"}}};
  EXPECT_EQ(bench.server("POST", "/api/v2/blocklists", list).body["blocklist"]["words"][0], "darn");
  const auto changed = bench.server("PUT", "/api/v2/blocklists/l", {{"words", {"heck"}}});
  EXPECT_EQ(changed.body["blocklist"]["words"][0], "heck");
  EXPECT_EQ(bench.server("DELETE", "/api/v2/blocklists/l").status, 200U);
  const Json provider{
      {"push_provider", {{"name", "p"}, {"type", "firebase"}, {"firebase_credentials", "secret"}}}};
  EXPECT_EQ(bench.server("POST", "/api/v2/push_providers", provider).status, 201U);
  const Json kept = bench.server("GET", "/api/v2/push_providers").body["push_providers"];
  EXPECT_EQ(kept.size(), 1U);
  EXPECT_THAT(kept.dump(), testing::Not(HasSubstr("\"secret\"")));
  EXPECT_EQ(bench.server("DELETE", "/api/v2/push_providers/firebase/p").status, 200U);
  const Json empty{
      {"push_provider", {{"name", "x"}, {"type", "xiaomi"}, {"xiaomi_app_secret", ""}}}};
  EXPECT_EQ(bench.server("POST", "/api/v2/push_providers", empty).body["message"],
            "UpsertPushProvider failed with error: \"xiaomi credentials are invalid\"");
  for (std::size_t i = 0; i < records_max; ++i)
    bench.server("POST", "/api/v2/roles", {{"name", "role-" + std::to_string(i)}});
  EXPECT_EQ(bench.server("POST", "/api/v2/roles", {{"name", "one-more"}}).status, 400U);
}

}  // namespace
}  // namespace streamctl::emulator
