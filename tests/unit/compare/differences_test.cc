#include "compare/differences.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace streamctl::compare {
namespace {

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;

Event event_of(Side side, const std::string& body) {
  Event event;
  event.side = side;
  event.type = "custom";
  event.body = body;
  return event;
}

std::vector<std::string> lines(const Differences& differences) {
  std::vector<std::string> lines;
  for (const Difference& one : differences.all()) {
    const auto& values = one.values;
    lines.push_back(one.path + " " + values[Side::websocket] + "|" + values[Side::webhook] + " " +
                    std::string(name_of(one.reason)));
  }
  return lines;
}

struct Row {
  const char* websocket;
  const char* webhook;
  bool unexplained;
  std::vector<std::string> lines;
};

TEST(Differences, Table) {
  const std::vector<Row> rows{
      {R"({"a":1})", R"({ "a": 1.0 })", false, {}},
      {R"({"a":1,"b":2})", R"({"b":2,"a":1})", false, {}},
      {R"({"a":"x"})", R"({"a":"y"})", true, {R"(a "x"|"y" )"}},
      {R"({"a":1})", R"({"a":"1"})", true, {R"(a 1|"1" )"}},
      {R"({"a":{"b":[{"c":1},{"c":2}]}})",
       R"({"a":{"b":[{"c":1},{"c":3}]}})",
       true,
       {"a.b[].c 2|3 "}},
      {R"({"a":[1]})", R"({"a":[1,2]})", true, {"a [1]|[1,2] "}},
      {R"({"a":[]})", R"({"a":{}})", true, {"a []|{} "}},
      {R"({"a":1})", R"({})", true, {"a 1| "}},
      {R"({"a":null})", R"({})", false, {"a null| null"}},
      {R"({"a":1,"a":2})", R"({"a":2})", false, {}},
      {R"({"t":"2026-05-08T00:00:00Z"})",
       R"({"t":1778198400000000000})",
       false,
       {R"(t "2026-05-08T00:00:00Z"|1778198400000000000 time)"}},
      {R"({"t":"2026-05-08T00:00:00.5Z"})",
       R"({"t":"2026-05-08T00:00:00.500Z"})",
       false,
       {R"(t "2026-05-08T00:00:00.5Z"|"2026-05-08T00:00:00.500Z" time)"}},
      {R"({"t":1778198400000000000})",
       R"({"t":1778198401000000000})",
       true,
       {"t 1778198400000000000|1778198401000000000 "}},
      {R"({"user":{"id":"j"}})",
       R"({"user":{"id":"j","invisible":false,"devices":[]}})",
       false,
       {"user.devices |[] server_only", "user.invisible |false server_only"}},
      {R"({"user":{"id":"j","invisible":false}})",
       R"({"user":{"id":"j"}})",
       true,
       {"user.invisible false| "}},
      {R"({"received_at":"x"})",
       R"({"request_info":{}})",
       false,
       {R"(received_at "x"| delivery)", "request_info |{} delivery"}},
      {R"({"call":{"settings":{"recording":{}}}})",
       R"({"call":{"settings":{"recording":{"layout":{}}}}})",
       false,
       {"call.settings.recording.layout |{} server_only"}},
      {R"({"a.b":1})", R"({"a.b":"\u001b[2J"})", true, {"a.b 1|\"\\u001b[2J\" "}},
  };
  for (const Row& row : rows) {
    Differences differences;
    EXPECT_EQ(differences.add(event_of(Side::websocket, row.websocket),
                              event_of(Side::webhook, row.webhook)),
              row.unexplained)
        << row.websocket << row.webhook;
    EXPECT_THAT(lines(differences), ElementsAreArray(row.lines)) << row.websocket << row.webhook;
  }
}

TEST(Differences, CountsEventsByPath) {
  Differences differences;
  for (int i = 0; i < 3; ++i)
    differences.add(event_of(Side::websocket, R"({"a":[1,1]})"),
                    event_of(Side::webhook, R"({"a":[2,2]})"));
  EXPECT_THAT(lines(differences), ElementsAre("a[] 1|2 "));
  EXPECT_EQ(differences.all()[0].count, 3U);
}

TEST(Differences, KeepsNoMoreThanItMay) {
  Differences differences;
  std::string one = "{";
  for (std::size_t i = 0; i < Differences::kept_max + 7; ++i)
    one += (i == 0 ? "\"k" : ",\"k") + std::to_string(i) + "\":\"" + std::string(300, 'x') + "\"";
  differences.add(event_of(Side::websocket, one + "}"), event_of(Side::webhook, "{}"));
  EXPECT_EQ(differences.all().size(), Differences::kept_max);
  EXPECT_EQ(differences.others(), 7U);
  EXPECT_LE(differences.all()[0].values[Side::websocket].size(), shown_bytes_max + 3);
}

TEST(Differences, SurvivesDeepNesting) {
  std::string deep;
  for (int i = 0; i < 5000; ++i)
    deep += "{\"a\":";
  const std::string end(5000, '}');
  Differences differences;
  differences.add(event_of(Side::websocket, deep + "1" + end),
                  event_of(Side::webhook, deep + "2" + end));
}

}  // namespace
}  // namespace streamctl::compare
