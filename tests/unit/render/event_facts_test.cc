#include "render/event_facts.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "samples.h"

namespace streamctl::cli {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(EventFacts, NamesTheUserOfEachKindOfEvent) {
  struct Case {
    std::string body;
    std::string who;
  };
  const std::vector<Case> cases{
      {R"({"user":{"id":"john"},"user_id":"other"})", "john"},
      {R"({"participant":{"user":{"id":"ann"}}})", "ann"},
      {R"({"participant":{"user_id":"ann"}})", "ann"},
      {R"({"user_id":"bob"})", "bob"},
      {R"({"reaction":{"user":{"id":"eve"}}})", "eve"},
      {R"({"closed_caption":{"speaker_id":"sue"}})", "sue"},
      {R"({"type":"call.created","call":{"created_by":{"id":"john"}}})", "by john"},
      {R"({"type":"call.updated","call":{"created_by":{"id":"john"}}})", ""},
      {R"({"type":"call.member_added","members":[{"user_id":"a"},{"user_id":"b"},{"user_id":"c"}]})",
       "a, b and 1 more"},
      {R"({"user":null,"user_id":7})", "7"},
      {R"({"user":"text"})", ""},
      {"", ""},
      {"[1,2", ""},
  };
  for (const Case& one : cases)
    EXPECT_EQ(facts_of(one.body).who, one.who) << one.body;
}

TEST(EventFacts, SaysWhatMattersForTheType) {
  const auto others = [](const std::string& body) { return facts_of(body).others; };
  EXPECT_THAT(others(R"({"custom":{ },"reason":""})"), IsEmpty());
  EXPECT_THAT(others(R"({"custom":{"topic": "a b"},"reason":"left"})"),
              ElementsAre(R"({"topic":"a b"})", "reason left"));
  EXPECT_THAT(others(R"({"call_recording":{"url":"https://x/y.mp4","filename":"y.mp4"},)"
                     R"("egress_id":"0123456789"})"),
              ElementsAre("y.mp4", "egress 01234567"));
  EXPECT_THAT(others(R"({"error":{"message":"no","code":1}})"), ElementsAre("error no"));
  EXPECT_THAT(others(R"({"muted_user_ids":["a","b","c","d"]})"),
              ElementsAre("muted a, b and 2 more"));
  EXPECT_THAT(others(R"({"permissions":["send-audio"],"name":"youtube"})"),
              ElementsAre("name youtube", "permissions send-audio"));
}

TEST(EventFacts, ReadsTypeAndCallOfUnverifiedBytes) {
  const EventFacts facts = facts_of(" {\"call_cid\" : \"default:a\", \"type\":\"custom\"");
  EXPECT_EQ(facts.type, "custom");
  EXPECT_EQ(facts.call_cid, "default:a");
}

TEST(EventFacts, IsSafeAndBoundedForAnyBytes) {
  const std::string evil = R"({"type":")" + evil_text() + R"(","user":{"id":")" + evil_text() +
                           R"("},"reason":")" + std::string(5'000'000, 'x') + R"(","custom":{")" +
                           evil_text() + R"(":1}})";
  const EventFacts facts = facts_of(evil);
  ASSERT_EQ(facts.others.size(), 2U);
  for (const std::string& text : {facts.type, facts.who, facts.others[0], facts.others[1]}) {
    EXPECT_TRUE(is_tame(text)) << text;
    EXPECT_LT(text.size(), 3000U);
  }
  for (std::size_t length = 0; length < 200; ++length)
    facts_of(evil.substr(0, length));
}

}  // namespace
}  // namespace streamctl::cli
