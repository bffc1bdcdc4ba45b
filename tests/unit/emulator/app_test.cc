#include "emulator/state/app.h"

#include "emulator/bench.h"

namespace streamctl::emulator {
namespace {

const WallTime now{1'700'000'000s};

Json hook(const std::string& url, Json more = Json::object()) {
  Json made{{"hook_type", "webhook"}, {"webhook_url", url}};
  made.update(more);
  return made;
}

class AppTest : public testing::Test {
 protected:
  Result<void, Failure> set_hooks(const std::vector<Json>& hooks) {
    return app.update({{"event_hooks", hooks}}, now, random);
  }
  [[nodiscard]] std::vector<std::string> urls_of(std::string_view type) const {
    std::vector<std::string> urls;
    for (const HookTarget& target : app.targets_of(type))
      urls.push_back(target.url);
    return urls;
  }
  App app{HookReach{.anywhere = true, .named = {}}};
  Random random{1};
};

TEST_F(AppTest, ReplacesHooksAsAWhole) {
  ASSERT_TRUE(set_hooks({hook("http://a/"), hook("http://b/", {{"id", "mine"}})}));
  const Json first = app.hooks();
  ASSERT_EQ(first.size(), 2U);
  EXPECT_EQ(first[0]["id"].get<std::string>().size(), 36U);
  EXPECT_NE(first[1]["id"], "mine") << "an unknown id is none";
  Json changed = first[0];
  changed["webhook_url"] = "http://c/";
  changed["of_the_future"] = {1, 2};
  const WallTime later = now + 5s;
  ASSERT_TRUE(app.update({{"event_hooks", {changed}}}, later, random));
  ASSERT_EQ(app.hooks().size(), 1U) << "what is absent is deleted";
  EXPECT_EQ(app.hooks()[0]["id"], first[0]["id"]);
  EXPECT_EQ(app.hooks()[0]["created_at"], first[0]["created_at"]);
  EXPECT_NE(app.hooks()[0]["updated_at"], first[0]["updated_at"]);
  EXPECT_EQ(app.hooks()[0]["of_the_future"], Json({1, 2}));
  EXPECT_THAT(urls_of("call.created"), ElementsAre("http://c/"));
}

TEST_F(AppTest, ChangesNothingWhereAnythingIsWrong) {
  ASSERT_TRUE(set_hooks({hook("http://a/")}));
  const Json before = app.view();
  const std::vector<Json> bad[] = {
      {hook("http://b/"), hook("nonsense")},
      {Json{{"webhook_url", "http://b/"}}},
      {Json(7)},
      {hook("http://b/", {{"event_types", {1}}})},
      {before["event_hooks"][0], before["event_hooks"][0]},
      std::vector<Json>(33, hook("http://b/")),
  };
  for (const auto& hooks : bad) {
    const auto set = set_hooks(hooks);
    ASSERT_FALSE(set) << Json(hooks).dump();
    EXPECT_EQ(set.error().status, 400U);
    EXPECT_EQ(app.view(), before);
  }
}

TEST_F(AppTest, SendsWhatAHookAsksFor) {
  ASSERT_TRUE(set_hooks({
      hook("http://all/"),
      hook("http://off/", {{"enabled", false}}),
      hook("http://ring/", {{"event_types", {"call.ring"}}}),
      hook("http://quiet/", {{"should_send_custom_events", false}}),
      hook("http://chat/", {{"product", "chat"}}),
      hook("http://null/", {{"event_types", nullptr}, {"product", "video"}}),
      Json{{"hook_type", "sqs"},
           {"event_types", {"call.ended"}},
           {"sqs_queue_url", "http://sqs/1/q"},
           {"sqs_key", "k"}},
      Json{{"hook_type", "sns"}, {"sns_topic_arn", "arn:aws:sns:x"}},
  }));
  EXPECT_THAT(urls_of("call.created"), ElementsAre("http://all/", "http://quiet/", "http://null/"));
  EXPECT_THAT(urls_of("call.ring"),
              ElementsAre("http://all/", "http://ring/", "http://quiet/", "http://null/"));
  EXPECT_THAT(urls_of("custom"), ElementsAre("http://all/", "http://null/"));
  EXPECT_THAT(urls_of("call.ended"),
              ElementsAre("http://all/", "http://quiet/", "http://null/", "http://sqs/1/q"));
  const HookTarget queue = app.targets_of("call.ended").back();
  EXPECT_TRUE(queue.is_queue && queue.key == "k");
  EXPECT_THAT(urls_of("health.check"), IsEmpty()) << "no webhook brings it";
}

TEST_F(AppTest, CompressesWhereTheAppSaysSo) {
  ASSERT_TRUE(set_hooks({hook("http://a/")}));
  EXPECT_FALSE(app.targets_of("call.created").front().gzip);
  ASSERT_TRUE(app.update({{"enable_hook_payload_compression", true}}, now, random));
  EXPECT_TRUE(app.targets_of("call.created").front().gzip);
  EXPECT_FALSE(app.view().contains("enable_hook_payload_compression")) << "it is write-only";
}

TEST_F(AppTest, KnowsTheOlderWebhookToo) {
  ASSERT_TRUE(app.update({{"webhook_url", "http://old/"}, {"webhook_events", {"call.ended"}}}, now,
                         random));
  EXPECT_THAT(urls_of("call.ended"), ElementsAre("http://old/"));
  EXPECT_THAT(urls_of("call.created"), IsEmpty());
}

TEST(AppOverApi, ItsSecretsAreMaskedInTheState) {
  Bench bench;
  const Json queue = hook("http://127.0.0.1:1/", {{"hook_secret", "s3cret1"},
                                                  {"more", {{"api_token", "s3cret2"}}},
                                                  {"failover_config", {{"bucket", "s3cret3"}}}});
  ASSERT_EQ(bench.server("PATCH", "/api/v2/app", {{"event_hooks", {queue}}}).status, 200U);
  const Json shown = dump(bench.state)["event_hooks"][0];
  EXPECT_EQ(shown["webhook_url"], "http://127.0.0.1:1/");
  EXPECT_EQ(shown["hook_secret"], "***");
  EXPECT_EQ(shown.dump().find("s3cret"), std::string::npos) << shown;
}

TEST(AppOverApi, ShowsAsPushNotificationsWhatIsSetOfThem) {
  Bench bench;
  const auto push = [&](const Answer& answer) { return answer.body["app"]["push_notifications"]; };
  const Json before = push(bench.server("GET", "/api/v2/app"));
  EXPECT_EQ(before["apn"], (Json{{"enabled", false}, {"development", false}}));
  const Json apn{{"auth_type", "token"}, {"bundle_id", "org.app"}, {"auth_key", "hidden"}};
  EXPECT_EQ(bench
                .server("PATCH", "/api/v2/app",
                        {{"apn_config", apn},
                         {"huawei_config", {{"Disabled", true}, {"id", "7"}, {"secret", nullptr}}},
                         {"push_config", {{"version", "v3"}, {"offline_only", true}}}})
                .status,
            200U);
  const Answer all = bench.server("GET", "/api/v2/app");
  Json wanted = before;
  wanted["apn"] = {{"enabled", true},
                   {"development", false},
                   {"auth_type", "token"},
                   {"bundle_id", "org.app"},
                   {"auth_key", "hidden"}};
  wanted["huawei"] = {{"enabled", false}, {"id", "7"}};
  wanted["version"] = "v3";
  wanted["offline_only"] = true;
  EXPECT_EQ(push(all), wanted);
  EXPECT_FALSE(all.body["app"].contains("apn_config"));
  const Answer seen = bench.as("john", "GET", "/video/app");
  EXPECT_EQ(push(seen)["apn"]["bundle_id"], "org.app");
  EXPECT_EQ(seen.body.dump().find("hidden"), std::string::npos);
}

TEST(AppOverApi, IsTheServersToChange) {
  Bench bench;
  const auto changed =
      bench.server("PATCH", "/api/v2/app", {{"event_hooks", {hook("http://127.0.0.1:1/")}}});
  EXPECT_EQ(changed.status, 200U);
  const auto app = bench.server("GET", "/api/v2/app").body["app"];
  EXPECT_TRUE(app["event_hooks"][0]["created_at"].is_number_integer());
  EXPECT_EQ(bench.server("POST", "/api/v2/check_sqs", Json::object()).body["status"], "error");
}

TEST(HookReach, IsThisMachineForWhatTheApiAdds) {
  Random random{1};
  App app(HookReach{.anywhere = false,
                    .named = {"http://app:3000/hooks", "https://sqs.eu-west-1.amazonaws.com/1/q"}});
  const auto queue = [](const std::string& url, const std::string& key = "") {
    Json made{{"hook_type", "sqs"}, {"sqs_queue_url", url}};
    if (!key.empty()) made.update({{"sqs_key", key}, {"sqs_secret", "s"}});
    return made;
  };
  const struct {
    const char* name;
    Json changes;
    const char* says;  ///< "" if accepted.
  } rows[] = {
      {"loopback", {{"event_hooks", {hook("http://127.0.0.1:3000/")}}}, ""},
      {"localhost", {{"event_hooks", {hook("http://localhost:3000/")}}}, ""},
      {"IPv6", {{"event_hooks", {hook("http://[::1]:3000/")}}}, ""},
      {"named", {{"event_hooks", {hook("http://app:3000/hooks")}}}, ""},
      {"named, another path", {{"event_hooks", {hook("http://app:3000/x")}}}, "--webhook-url"},
      {"elsewhere", {{"event_hooks", {hook("https://example.com/")}}}, "--hooks-anywhere"},
      {"the network", {{"event_hooks", {hook("http://192.168.1.1/")}}}, "--webhook-url"},
      {"a look-alike", {{"event_hooks", {hook("http://127.0.0.1.evil.example/")}}}, "leads to"},
      {"older", {{"webhook_url", "http://192.168.1.1/"}}, "webhook_url leads to another machine"},
      {"older, loopback", {{"webhook_url", "http://127.0.0.1:1/"}}, ""},
      {"a queue here, by its key",
       {{"event_hooks", {queue("http://127.0.0.1:9324/0/q", "k")}}},
       ""},
      {"a queue here, by ours", {{"event_hooks", {queue("http://127.0.0.1:9324/0/q")}}}, "sqs_key"},
      {"a queue there, by its key",
       {{"event_hooks", {queue("https://sqs.eu-west-1.amazonaws.com/1/other", "k")}}},
       "--sqs-queue-url"},
      {"a named queue, by ours",
       {{"event_hooks", {queue("https://sqs.eu-west-1.amazonaws.com/1/q")}}},
       ""},
      {"nothing is delivered there", {{"event_hooks", {{{"hook_type", "sns"}}}}}, ""},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    const Json before = app.view();
    const auto updated = app.update(row.changes, now, random);
    EXPECT_EQ(updated.ok(), *row.says == '\0') << (updated ? "" : updated.error().text);
    if (updated) continue;
    EXPECT_EQ(updated.error().status, 403U);
    EXPECT_THAT(updated.error().text, HasSubstr(row.says));
    EXPECT_EQ(app.view(), before);
  }
}

TEST(HookReach, IsAnywhereOnRequestButNotWithOurKeys) {
  Random random{1};
  App app(HookReach{.anywhere = true, .named = {}});
  EXPECT_TRUE(app.update({{"event_hooks", {hook("https://example.com/")}}}, now, random));
  const Json queue{{"hook_type", "sqs"},
                   {"sqs_queue_url", "https://sqs.eu-west-1.amazonaws.com/1/q"}};
  EXPECT_FALSE(app.update({{"event_hooks", {queue}}}, now, random));
}

TEST(AppOperations, ShowAnEdge) {
  Bench bench;
  const Json edges = bench.as("jane", "GET", "/video/edges").body["edges"];
  ASSERT_EQ(edges.size(), 1U);
  EXPECT_EQ(edges[0]["country_iso_code"], "NL");
}

TEST(AppOperations, CheckPushOfUsersWithDevices) {
  Bench bench;
  bench.users({"jane"});
  Json request{{"user_id", "jane"}};
  EXPECT_EQ(bench.server("POST", "/api/v2/check_push", request).body["message"],
            "CheckPush failed with error: \"User has no enabled devices associated\"");
  request["skip_devices"] = true;
  EXPECT_EQ(bench.server("POST", "/api/v2/check_push", request).status, 201U);
  request["skip_devices"] = false;
  bench.as("jane", "POST", "/video/devices", {{"id", "phone"}, {"push_provider", "firebase"}});
  EXPECT_EQ(bench.server("POST", "/api/v2/check_push", request).status, 201U);
}

}  // namespace
}  // namespace streamctl::emulator
