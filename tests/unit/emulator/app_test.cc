#include "emulator/app.h"

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
  std::optional<Failure> set_hooks(const std::vector<Json>& hooks) {
    return app.update({{"event_hooks", hooks}}, now, random);
  }
  [[nodiscard]] std::vector<std::string> urls_of(std::string_view type) const {
    std::vector<std::string> urls;
    for (const HookTarget& target : app.targets_of(type))
      urls.push_back(target.url);
    return urls;
  }
  App app;
  Random random{1};
};

TEST_F(AppTest, ReplacesHooksAsAWhole) {
  ASSERT_FALSE(set_hooks({hook("http://a/"), hook("http://b/", {{"id", "mine"}})}));
  const Json first = app.hooks();
  ASSERT_EQ(first.size(), 2U);
  EXPECT_EQ(first[0]["id"].get<std::string>().size(), 36U);
  EXPECT_NE(first[1]["id"], "mine") << "an unknown id is none";
  Json changed = first[0];
  changed["webhook_url"] = "http://c/";
  changed["of_the_future"] = {1, 2};
  const WallTime later = now + 5s;
  ASSERT_FALSE(app.update({{"event_hooks", {changed}}}, later, random));
  ASSERT_EQ(app.hooks().size(), 1U) << "what is absent is deleted";
  EXPECT_EQ(app.hooks()[0]["id"], first[0]["id"]);
  EXPECT_EQ(app.hooks()[0]["created_at"], first[0]["created_at"]);
  EXPECT_NE(app.hooks()[0]["updated_at"], first[0]["updated_at"]);
  EXPECT_EQ(app.hooks()[0]["of_the_future"], Json({1, 2}));
  EXPECT_THAT(urls_of("call.created"), ElementsAre("http://c/"));
}

TEST_F(AppTest, ChangesNothingWhereAnythingIsWrong) {
  ASSERT_FALSE(set_hooks({hook("http://a/")}));
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
    const auto fault = set_hooks(hooks);
    ASSERT_TRUE(fault) << Json(hooks).dump();
    EXPECT_EQ(fault->status, 400U);
    EXPECT_EQ(app.view(), before);
  }
}

TEST_F(AppTest, SendsWhatAHookAsksFor) {
  ASSERT_FALSE(set_hooks({
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
  ASSERT_FALSE(set_hooks({hook("http://a/")}));
  EXPECT_FALSE(app.targets_of("call.created").front().gzip);
  ASSERT_FALSE(app.update({{"enable_hook_payload_compression", true}}, now, random));
  EXPECT_TRUE(app.targets_of("call.created").front().gzip);
  EXPECT_FALSE(app.view().contains("enable_hook_payload_compression")) << "it is write-only";
}

TEST_F(AppTest, KnowsTheOlderWebhookToo) {
  ASSERT_FALSE(app.update({{"webhook_url", "http://old/"}, {"webhook_events", {"call.ended"}}}, now,
                          random));
  EXPECT_THAT(urls_of("call.ended"), ElementsAre("http://old/"));
  EXPECT_THAT(urls_of("call.created"), IsEmpty());
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

}  // namespace
}  // namespace streamctl::emulator
