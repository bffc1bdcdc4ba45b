#include "compare/event_facts.h"

#include <string>

#include <gtest/gtest.h>

namespace streamctl::compare {
namespace {

struct Row {
  const char* one;
  const char* another;
  bool same;
};

TEST(EventFacts, IdentityTable) {
  const Row rows[]{
      {R"({"custom":{"a":1,"b":[1,2]}})", R"({"custom":{"b":[1,2],"a":1.0}})", true},
      {R"({"custom":{"a":1}})", R"({"custom":{"a":2}})", false},
      {R"({"custom":{"a":1}})", R"({"custom":{"b":1}})", false},
      {R"({"created_at":1,"type":"a"})", R"({"created_at":2,"type":"a"})", true},
      {R"({"user":{"id":"j","name":"x"}})", R"({"user":{"id":"j","name":"y"}})", true},
      {R"({"user":{"id":"j"}})", R"({"user":{"id":"k"}})", false},
      {R"({"session_id":"1"})", R"({"session_id":"2"})", false},
      {R"({"participant":{"user_session_id":"1"}})", R"({"participant":{"user_session_id":"2"}})",
       false},
      {R"({"members":[{"user_id":"a"}]})", R"({"members":[{"user_id":"b"}]})", false},
      {R"({"closed_caption":{"text":"a"}})", R"({"closed_caption":{"text":"b"}})", false},
      {R"({"call":{"id":"a","session":{"id":"1"}}})", R"({"call":{"id":"a","session":{"id":"2"}}})",
       true},
      {R"({"finished_at":"2026-05-08T00:00:00Z"})", R"({"finished_at":1778198400000000000})", true},
      {R"({"url":null})", R"({})", true},
      {R"({"rating":1})", R"({"rating":2})", false},
  };
  EventFactsReader reader;
  for (const Row& row : rows) {
    const auto one = reader.read(row.one);
    const auto another = reader.read(row.another);
    ASSERT_TRUE(one && another);
    EXPECT_EQ(one->identity == another->identity, row.same) << row.one << row.another;
  }
}

TEST(EventFacts, ReadsObjectsOnly) {
  EventFactsReader reader;
  for (const char* text : {"", "[]", "1", "{", R"({"a":1}x)", "null"})
    EXPECT_FALSE(reader.read(text)) << text;
  EXPECT_TRUE(reader.read("{}"));
  EXPECT_FALSE(reader.read(R"({"created_at":17})")->created_at);
  EXPECT_FALSE(reader.read(R"({"created_at":"yesterday"})")->created_at);
  EXPECT_TRUE(reader.read(R"({"created_at":1778198400000000000})")->created_at);
}

}  // namespace
}  // namespace streamctl::compare
