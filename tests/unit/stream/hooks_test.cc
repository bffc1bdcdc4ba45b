#include "stream/hooks.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/masking.h"

namespace streamctl::stream {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* answer = R"({"duration":"1ms","app":{
  "webhook_url":"https://old.example/hook","webhook_events":["call.ended"],
  "sqs_url":"https://sqs.example/q","sqs_key":"AK","sqs_secret":"s3cret","sns_topic_arn":"",
  "event_hooks":[
    {"id":"1","hook_type":"webhook","enabled":false,"event_types":["a","b"],
     "webhook_url":"https://u:s3cret@h/x","created_at":1786819855475907000,"new":{"field":[null,1.5]}},
    {"id":"2","hook_type":"sns","event_types":null,"sns_topic_arn":"arn:x","sns_auth_type":"keys",
     "sns_key":"s3cret1","sns_secret":"s3cret2","failover_config":{"gcs_credentials":{"a":"s3cret3"}}}]}})";

TEST(Hooks, GoBackAsTheyCame) {
  const Json app = Json::parse(answer);
  const auto hooks = event_hooks_of(app);
  ASSERT_TRUE(hooks);
  EXPECT_EQ(json_line(update_of(*hooks)["event_hooks"]), json_line(app["app"]["event_hooks"]));
  EXPECT_EQ(json_line(update_of({})), R"({"event_hooks":[]})");
}

TEST(Hooks, AreNotChangedWhereTheyAreNotUnderstood) {
  for (const char* text : {"{}", R"({"app":[]})", R"({"app":{"event_hooks":{}}})",
                           R"({"app":{"event_hooks":[{},"x"]}})"})
    EXPECT_FALSE(event_hooks_of(Json::parse(text))) << text;
  for (const char* text : {R"({"app":{}})", R"({"app":{"event_hooks":null}})"})
    EXPECT_TRUE(event_hooks_of(Json::parse(text))->empty()) << text;
}

TEST(Hooks, AreSummedUp) {
  const auto hooks = *event_hooks_of(Json::parse(answer));
  EXPECT_EQ(summary_of(hooks[0]),
            (HookSummary{"1", "webhook", "https://***@h/x", {"a", "b"}, false}));
  EXPECT_EQ(summary_of(hooks[1]), (HookSummary{"2", "sns", "arn:x", {}, true}));
  EXPECT_EQ(summary_of(Json::parse(R"({"id":7,"event_types":[1,"a"],"webhook_url":[]})")),
            (HookSummary{"", "", "", {"a"}, true}));
  const auto old = app_wide_hooks(Json::parse(answer));
  ASSERT_EQ(old.size(), 2U);
  EXPECT_EQ(summary_of(old[0]),
            (HookSummary{"", "webhook", "https://old.example/hook", {"call.ended"}, true}));
  EXPECT_EQ(summary_of(old[1]).kind, "sqs");
}

TEST(Hooks, ShowNothingSecret) {
  const auto hooks = *event_hooks_of(Json::parse(answer));
  ASSERT_EQ(hooks.size(), 2U);
  for (const Json& hook : hooks)
    EXPECT_THAT(json_line(masked(hook)), Not(HasSubstr("s3cret")));
  const Json shown =
      masked(Json::parse(R"({"id":"i","sqs_key":"","sqs_secret":null,"a_token":5})"));
  EXPECT_EQ(json_line(shown), R"({"id":"i","sqs_key":"","sqs_secret":null,"a_token":"***"})");
}

TEST(Hooks, AreMadeAndChecked) {
  Json hook = new_hook({"a"});
  EXPECT_EQ(json_line(hook), R"({"hook_type":"webhook","enabled":true,"event_types":["a"]})");
  set_types(hook, {});
  EXPECT_EQ(hook["event_types"], Json::array());
  const auto hooks = *event_hooks_of(Json::parse(answer));
  EXPECT_FALSE(check_of(hooks[0]));
  const auto check = check_of(hooks[1]);
  ASSERT_TRUE(check);
  EXPECT_EQ(check->path, "/check_sns");
  EXPECT_EQ(json_line(check->body),
            R"({"sns_topic_arn":"arn:x","sns_key":"s3cret1","sns_secret":"s3cret2"})");
  const auto queue = check_of(app_wide_hooks(Json::parse(answer))[1]);
  EXPECT_EQ(json_line(queue->body),
            R"({"sqs_url":"https://sqs.example/q","sqs_key":"AK","sqs_secret":"s3cret"})");
}

}  // namespace
}  // namespace streamctl::stream
