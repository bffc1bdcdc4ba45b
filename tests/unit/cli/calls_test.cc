#include "render/calls.h"

#include <chrono>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace streamctl::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::chrono::milliseconds quick{2};

Json answer() {
  return Json::parse(R"({"duration":"1ms","call":{"created_at":1764266400000000000,
    "created_by":{"id":"john","name":"John Doe"},"starts_at":"2025-11-27T19:00:00Z",
    "custom":{"topic":"stand up","sent_at":1764266400000000000},"recording":true,
    "session":{"participants":[{}],"started_at":1764266400000000000}},
    "members":[{"user_id":"ann","role":"admin"},{"user_id":"bob","role":""}]})");
}

TEST(CallText, TellsWhatMatters) {
  EXPECT_EQ(render_call("default:standup", answer(), {}),
            "default:standup  in session\n"
            "  created     2025-11-27 18:00:00 by john (John Doe)\n"
            "  starts      2025-11-27 19:00:00\n"
            "  members     ann (admin), bob\n"
            "  session     1 participant, since 2025-11-27 18:00:00\n"
            "  now         recording\n"
            "  custom      {\"topic\":\"stand up\",\"sent_at\":1764266400000000000}\n");
}

TEST(CallText, FitsANarrowTerminal) {
  Json wide = answer();
  wide["call"]["custom"]["notes"] = std::string(200, 'x');
  const Terminal terminal{.width = 40, .is_tty = true};
  const std::string text = render_call("default:" + std::string(60, 'i'), wide, terminal);
  std::size_t begin = 0;
  for (auto end = text.find('\n'); end != std::string::npos; end = text.find('\n', begin)) {
    EXPECT_LE(end - begin, 40U) << text;
    begin = end + 1;
  }
}

TEST(CallText, SurvivesFieldsOfAnyType) {
  for (const char* text :
       {"null", "[]", R"({"call":1,"members":{"a":1}})",
        R"({"call":{"created_by":[],"session":"x","custom":[1],"egress":1,"team":{},
          "created_at":-1,"ended_at":1e300,"blocked_user_ids":{"a":{}}},"members":[1,null]})"}) {
    EXPECT_THAT(render_call("a:b", Json::parse(text), {}), HasSubstr("a:b")) << text;
    EXPECT_THAT(render_user(Json::parse(text), {}), HasSubstr("offline")) << text;
    EXPECT_THAT(render_members({Json::parse(text)}, {}), HasSubstr("USER")) << text;
    EXPECT_THAT(call_json("a:b", Json::parse(text), quick), HasSubstr(R"("kind":"call")"));
  }
}

TEST(CallText, DrivesNoTerminal) {
  const Json hostile =
      Json::parse(R"({"call":{"created_by":{"id":"\u001b[2J\n"},"custom":{"\u202e":"\u009b"}},)"
                  R"("members":[{"user_id":"\u0007","role":"\u001b"}]})");
  EXPECT_THAT(render_call("a:b", hostile, {}) + call_json("a:b", hostile, quick),
              AllOf(Not(HasSubstr("\x1b")), Not(HasSubstr("\x07")), Not(HasSubstr("\u202e"))));
}

TEST(CallJson, HasTimesAsTextAndCustomDataAsItIs) {
  const Json line = Json::parse(call_json("default:standup", answer(), quick));
  EXPECT_EQ(line["kind"], "call");
  EXPECT_EQ(line["duration_ms"], 2);
  EXPECT_FALSE(line.contains("duration"));
  EXPECT_EQ(line["call"]["created_at"], "2025-11-27T18:00:00Z");
  EXPECT_EQ(line["call"]["custom"]["sent_at"], 1764266400000000000);
  EXPECT_EQ(Json::parse(user_json(Json{{"id", "a"}, {"kind", "x"}}))["kind"], "user");
}

TEST(UserText, TellsWhatMatters) {
  const Json user = Json::parse(R"({"id":"ann","name":"Ann","role":"admin","teams":["blue","red"],
    "online":true,"banned":true,"custom":{}})");
  EXPECT_EQ(render_user(user, {}),
            "ann  online\n  name        Ann\n  role        admin\n  teams       blue, red\n"
            "  banned      yes\n");
}

}  // namespace
}  // namespace streamctl::cli
