#include "replay/edit.h"

#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "capture/record_samples.h"

namespace streamctl::replay {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::deque<capture::Record> events(const std::vector<std::string>& bodies) {
  std::deque<capture::Record> all;
  for (const std::string& body : bodies) {
    capture::Record record = capture::record_of("id-" + std::to_string(all.size()));
    record.body = body;
    all.push_back(std::move(record));
  }
  return all;
}

/// "id: body" of each.
std::vector<std::string> shown(const std::deque<capture::Record>& records) {
  std::vector<std::string> all;
  for (const capture::Record& record : records)
    all.push_back(record.webhook_id + ": " + record.body);
  return all;
}

TEST(EditableText, IsAnEventOrAnArray) {
  EXPECT_EQ(*editable_text(events({R"({"type":"a","n":1.10})"})),
            "{\n  \"type\": \"a\",\n  \"n\": 1.10\n}\n");
  EXPECT_EQ(*editable_text(events({R"({"n":1})", R"({"n":2})"})),
            "[\n  {\n    \"n\": 1\n  },\n  {\n    \"n\": 2\n  }\n]\n");
  EXPECT_THAT(editable_text(events({"no"})).error().what, HasSubstr("event id-0 (call.created)"));
}

TEST(EditedEvents, AreTheOriginalBytesIfNotEdited) {
  const std::vector<std::string> bodies{R"({ "type" : "a", "n":1.10 })", R"({"type":"b"})"};
  const auto back = edited_events(*editable_text(events(bodies)), events(bodies));
  ASSERT_TRUE(back);
  EXPECT_THAT(shown(*back), ElementsAre("id-0: " + bodies[0], "id-1: " + bodies[1]));
}

TEST(EditedEvents, KeepTheIdsOfTheirOriginals) {
  const auto originals = [] {
    return events({R"({"n":0})", R"({"n":1})", R"({"n":2})", R"({"n":3})"});
  };
  const struct {
    const char* text;
    std::vector<std::string> shown;
  } rows[] = {
      {R"([{"n":0},{"n":9},{"n":2},{"n":3}])",
       {R"(id-0: {"n":0})", R"(id-1: {"n":9})", R"(id-2: {"n":2})", R"(id-3: {"n":3})"}},
      {R"([{"n":1},{"n":3}])", {R"(id-1: {"n":1})", R"(id-3: {"n":3})"}},
      {R"([{"n":2},{"n":9}])", {R"(id-2: {"n":2})", R"(id-3: {"n":9})"}},
      {R"([{"n":0},{"n":1},{"n":2},{"n":3},{"n":4}])",
       {R"(id-0: {"n":0})", R"(id-1: {"n":1})", R"(id-2: {"n":2})", R"(id-3: {"n":3})",
        R"(: {"n":4})"}},
      {"{\"n\":0}\n\n{\"n\":9}\n", {R"(id-0: {"n":0})", R"(id-1: {"n":9})"}},
      {"{\"n\":\n7}", {R"(id-0: {"n":7})"}},
      {"[]", {}},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.text);
    const auto edited = edited_events(row.text, originals());
    ASSERT_TRUE(edited);
    EXPECT_EQ(shown(*edited), row.shown);
  }
}

TEST(EditedEvents, HaveTheTypeAndCallThatWereWritten) {
  auto originals = events({R"({"type":"call.created"})"});
  originals[0].headers = {{"X-Signature", "aa"}, {"X-Other", "b"}};
  originals[0].verified = true;
  const auto edited =
      edited_events(R"({"type":"call.ended","call_cid":"default:x"})", std::move(originals));
  ASSERT_TRUE(edited);
  EXPECT_EQ(edited->front().type, "call.ended");
  EXPECT_EQ(edited->front().call_cid, "default:x");
  EXPECT_FALSE(edited->front().verified);
  EXPECT_EQ(edited->front().headers, (net::Headers{{"X-Other", "b"}}));
}

TEST(EditedEvents, SayWhatIsNoJsonAndWhere) {
  const struct {
    const char* text;
    const char* said;
  } rows[] = {
      {"{\n  \"n\": 1,\n}",
       "not valid JSON at line 3, column 1: a comma before the closing bracket"},
      {"{\"n\":0}\n{\"n\":}\n", "not valid JSON at line 2, column 6: a value is missing"},
      {"[{\"n\":0}, 5]", "event 2 is no JSON object"},
      {"7", "event 1 is no JSON object"},
  };
  for (const auto& row : rows) {
    const auto edited = edited_events(row.text, events({R"({"n":0})"}));
    ASSERT_FALSE(edited) << row.text;
    EXPECT_EQ(edited.error().what, row.said);
    EXPECT_EQ(edited.error().kind, ErrorKind::config);
  }
}

}  // namespace
}  // namespace streamctl::replay
