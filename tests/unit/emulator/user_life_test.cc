// Users' life, blocking, revocation, presence, roles, and the small things an app keeps.
#include "core/encoding.h"
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
  EXPECT_EQ(bench.server("GET", "/api/v2/users?payload={}").body["users"].size(), 2U);
  EXPECT_EQ(bench.server("POST", "/api/v2/users/restore", {{"user_ids", {"jane"}}}).status, 201U);
  const auto again = bench.server("POST", "/api/v2/users/restore", {{"user_ids", {"jane"}}});
  EXPECT_EQ(again.body["code"], 4);
  EXPECT_EQ(again.body["message"],
            "RestoreUsers failed with error: \"user \"jane\" is not deleted, "
            "it can't be restored\"");
  EXPECT_EQ(bench.server("GET", "/api/v2/users?payload={}").body["users"].size(), 3U);
  bench.server("POST", "/api/v2/users/delete", {{"user_ids", {"bob"}}, {"user", "hard"}});
  EXPECT_EQ(bench.state.store.user("bob"), nullptr);
  const auto exported = bench.server("POST", "/api/v2/export/users", {{"user_ids", {"john"}}});
  EXPECT_THAT(exported.types(), ElementsAre("export.users.success"));
  EXPECT_EQ(bench.server("GET", john + "export").body["user"]["id"], "john");
  EXPECT_EQ(bench.server("GET", "/api/v2/tasks/none").status, 404U);
}

TEST(UserLife, EndsWithTheCallsOfTwoAndAnOwnerForTheOthers) {
  Bench bench;
  bench.call();
  bench.users({"bob"});
  bench.server("POST", "/api/v2/video/call/default/b", {{"data", {{"created_by_id", "john"}}}});
  Json request{{"user_ids", {"john"}},
               {"user", "pruning"},
               {"calls", "soft"},
               {"new_call_owner_id", "nobody"}};
  EXPECT_EQ(bench.server("POST", "/api/v2/users/delete", request).status, 404U);
  request["new_call_owner_id"] = "bob";
  const auto deleted = bench.server("POST", "/api/v2/users/delete", request);
  EXPECT_THAT(deleted.types(), ElementsAre("call.deleted", "user.deleted"));
  EXPECT_EQ(bench.server("GET", "/api/v2/video/call/default/a").status, 404U);
  EXPECT_EQ(bench.server("GET", "/api/v2/video/call/default/b").body["call"]["created_by"]["id"],
            "bob");
  EXPECT_EQ(bench.state.store.user("john")->name, "");
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

TEST(Users, KeepPrivacySettingsThatAPartialUpdateDoesNotName) {
  Bench bench;
  bench.users({"john"});
  const auto change = [&](const Json& fields) {
    Json one{{"id", "john"}};
    one.update(fields);
    return bench.server("PATCH", "/api/v2/users", {{"users", {one}}}).body["users"]["john"];
  };
  const Json off{{"enabled", false}};
  change({{"set", {{"privacy_settings", {{"typing_indicators", off}}}, {"teams", {"blue"}}}}});
  const Json both = change({{"set", {{"privacy_settings", {{"read_receipts", off}}}}}});
  EXPECT_EQ(both["privacy_settings"], (Json{{"typing_indicators", off}, {"read_receipts", off}}));
  EXPECT_EQ(change({{"unset", {"teams"}}})["teams"], Json::array());
}

TEST(Users, HaveIdsAndRolesThatStreamTakes) {
  Bench bench;
  bench.users({"john"});
  const auto refusal = [&](const std::string& path, const Json& body) {
    const auto answer = bench.server("POST", "/api/v2" + path, body);
    EXPECT_EQ(answer.body["code"], 4) << path << body << answer.body;
    return answer.body["message"].get<std::string>();
  };
  const std::string call = "/video/call/default/a";
  for (const char* id : {"a b", "a.b", "ä", "a/b", "a:b", "a\nb", "!anon"}) {
    EXPECT_THAT(refusal("/users", {{"users", {{id, {{"id", id}}}}}}), HasSubstr("valid user id"));
    EXPECT_THAT(refusal(call, {{"data", {{"created_by_id", id}}}}), HasSubstr("valid user id"));
    EXPECT_THAT(refusal(call, {{"data", {{"created_by", {{"id", id}}}}}}), HasSubstr("valid"));
    const Json members = Json::array({{{"user_id", id}}});
    EXPECT_THAT(refusal(call, {{"data", {{"created_by_id", "john"}, {"members", members}}}}),
                HasSubstr("valid user id"));
    const auto greeting =
        greet(bench.state, 1, Json{{"token", "x"}, {"user_details", {{"id", id}}}}.dump(),
              "emulator", DateForm::text);
    EXPECT_EQ(greeting.why_refused->code, 4) << id;
  }
  EXPECT_EQ(bench.as("a b", "GET", "/video/edges").body["code"], 5);
  EXPECT_EQ(bench.state.store.users.size(), 1U);

  const Json pirate = Json::array({{{"user_id", "john"}, {"role", "pirate"}}});
  const Json data{{"data", {{"created_by_id", "john"}, {"members", pirate}}}};
  EXPECT_THAT(refusal(call, data), HasSubstr("role 'pirate' does not exist"));
  EXPECT_THAT(refusal(call, {{"data", {{"created_by", {{"id", "jo"}, {"role", "pirate"}}}}}}),
              HasSubstr("role 'pirate' does not exist"));
  const Json ship{{"name", "ship"}, {"grants", {{"pirate", {"join-call"}}}}};
  EXPECT_THAT(refusal("/video/calltypes", ship), HasSubstr("role 'pirate' does not exist"));
  bench.server("POST", "/api/v2/roles", {{"name", "pirate"}});
  EXPECT_EQ(bench.server("POST", "/api/v2/video/calltypes", ship).status, 201U);
  EXPECT_EQ(bench.server("POST", "/api/v2" + call, data).status, 201U);
  const auto cook = bench.server("POST", "/api/v2" + call + "/members",
                                 {{"update_members", {{{"user_id", "john"}, {"role", "cook"}}}}});
  EXPECT_EQ(cook.body["code"], 4);
  const Call& made = *bench.state.store.call("default:a");
  EXPECT_EQ(made.member("john")->role, "pirate");
}

TEST(UserGroups, AreKeptAndFound) {
  Bench bench;
  bench.users({"john", "jane", "bob"});
  const std::string groups = "/api/v2/usergroups";
  const auto made = bench.server("POST", groups, {{"name", "Crew"}, {"member_ids", {"john"}}});
  ASSERT_EQ(made.status, 201U) << made.body;
  const std::string id = made.body["user_group"]["id"];
  const std::string crew = groups + "/" + id;
  EXPECT_EQ(bench.server("POST", groups, {{"id", id}, {"name", "Other"}}).body["code"], 4);
  EXPECT_EQ(bench.server("POST", groups, {{"name", "X"}, {"member_ids", {"nobody"}}}).status, 404U);
  const auto members = [](const Answer& answer) {
    std::string text;
    for (const Json& one : answer.body["user_group"]["members"])
      text += one["user_id"].get<std::string>() + (one["is_admin"] == true ? "! " : " ");
    return text;
  };
  EXPECT_EQ(members(bench.server("POST", crew + "/members",
                                 {{"member_ids", {"jane", "john"}}, {"as_admin", true}})),
            "john! jane! ");
  EXPECT_EQ(members(bench.server("POST", crew + "/members/delete", {{"member_ids", {"john"}}})),
            "jane! ");
  bench.server("PUT", crew, {{"name", "Team"}, {"team_id", "red"}});
  bench.clock.time += 1s;
  for (const char* name : {"b", "a", "c"}) {
    bench.server("POST", groups, {{"id", name}, {"name", std::string("Team ") + name}});
    bench.clock.time += 1s;
  }
  const auto names = [&](const std::string& query) {
    const auto answer = bench.as("john", "GET", groups + query);
    std::string text;
    for (const Json& one : answer.body["user_groups"])
      text += one["id"] == id ? "crew " : one["id"].get<std::string>() + " ";
    return text;
  };
  EXPECT_EQ(names(""), "crew b a c ");
  EXPECT_EQ(names("?limit=2"), "crew b ");
  EXPECT_EQ(names("?team_id=red"), "crew ");
  EXPECT_EQ(names("/search?query=TEAM&limit=2"), "crew a ");
  EXPECT_EQ(names("/search?query=team&name_gt=Team%20a&id_gt=a"), "b c ");
  EXPECT_EQ(bench.server("GET", crew + "?team_id=blue").status, 404U);
  EXPECT_EQ(bench.server("DELETE", crew).status, 200U);
  EXPECT_EQ(bench.server("GET", crew).body["code"], 16);
}

TEST(Imports, AreTakenAndComplete) {
  Bench bench;
  const Json url = bench.server("POST", "/api/v2/import_urls", {{"filename", "a b.json"}}).body;
  const std::string path = url["path"];
  EXPECT_TRUE(path.ends_with("/a%20b.json")) << path;
  EXPECT_TRUE(url["upload_url"].get<std::string>().ends_with("/_imports/" + path)) << url;
  const std::string imports = "/api/v2/imports";
  const Json task =
      bench.server("POST", imports, {{"path", path}, {"mode", "upsert"}}).body["import_task"];
  EXPECT_EQ(task["state"], "completed");
  const std::string id = task["id"];
  EXPECT_EQ(bench.server("GET", imports + "/" + id).body["import_task"], task);
  EXPECT_EQ(bench.server("GET", imports).body["import_tasks"], Json::array({task}));
  EXPECT_EQ(bench.server("GET", imports + "/none").status, 404U);
}

TEST(Users, AreQueriedByCustomFieldsWithoutThePrefix) {
  Bench bench;
  Json users = Json::object();
  for (const auto& [id, score] : {std::pair("sam", 30), {"frodo", 50}, {"pippin", 40}})
    users[id] = {{"id", id}, {"custom", {{"score", score}, {"town", {{"name", "Hobbiton"}}}}}};
  bench.server("POST", "/api/v2/users", {{"users", users}});
  const auto ids = [&](const std::string& payload) {
    const auto answer = bench.server("GET", "/api/v2/users?payload=" + percent_encoded(payload));
    std::string text;
    for (const Json& one : answer.body["users"])
      text += one["id"].get<std::string>() + " ";
    return text;
  };
  EXPECT_EQ(ids(R"({"sort":[{"field":"score","direction":-1}]})"), "frodo pippin sam ");
  EXPECT_EQ(ids(R"({"filter_conditions":{"score":{"$gt":30}}})"), "frodo pippin ");
  EXPECT_EQ(ids(R"({"filter_conditions":{"town.name":"Hobbiton","custom.score":30}})"), "sam ");
  EXPECT_EQ(ids(R"({"filter_conditions":{"race":"elf"}})"), "");
  const auto unknown = bench.server(
      "GET", "/api/v2/users?payload=" + percent_encoded(R"({"filter_conditions":{"$nor":[]}})"));
  EXPECT_EQ(unknown.body["code"], 4);
}

TEST(Push, TemplatesAndBlockListsAreKept) {
  Bench bench;
  const std::string templates = "/api/v2/push_templates";
  const Json body{{"push_provider_type", "apn"}, {"event_type", "message.new"}, {"template", "{}"}};
  EXPECT_EQ(bench.server("POST", templates, body).body["template"]["enable_push"], true);
  bench.server(
      "POST", templates,
      {{"push_provider_type", "apn"}, {"event_type", "message.new"}, {"enable_push", false}});
  const Json list = bench.server("GET", templates + "?push_provider_type=apn").body["templates"];
  ASSERT_EQ(list.size(), 1U);
  EXPECT_EQ(list[0]["template"], "{}");
  EXPECT_EQ(list[0]["enable_push"], false);
  EXPECT_EQ(bench.server("GET", templates + "?push_provider_type=huawei").body["templates"],
            Json::array());
  EXPECT_EQ(bench.server("GET", templates + "?push_provider_type=apn&push_provider_name=x").status,
            404U);
  bench.server("POST", "/api/v2/blocklists", {{"name", "l"}, {"words", {"darn"}}});
  const Json words{{"items", {"darn", "heck"}}};
  const auto imported = bench.server("POST", "/api/v2/blocklists/l/import", words);
  EXPECT_EQ(bench.server("GET", "/api/v2/tasks/" + imported.body["task_id"].get<std::string>())
                .body["status"],
            "completed");
  EXPECT_EQ(bench.server("GET", "/api/v2/blocklists/l").body["blocklist"]["words"],
            (Json{"darn", "heck"}));
  EXPECT_EQ(bench.server("POST", "/api/v2/blocklists/none/import", words).status, 404U);
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
  EXPECT_EQ(bench.server("GET", "/api/v2/users/block").body["message"],
            R"(GetBlockedUsers failed with error: "user_id is a required field")");
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
