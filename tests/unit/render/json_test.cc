#include "render/json.h"

#include <algorithm>
#include <string>

#include <gtest/gtest.h>

#include "render/snapshots.h"
#include "samples.h"

namespace streamctl::cli {
namespace {

const Terminal pipe_end{};

std::string lines(const std::string& body, std::size_t most = 0,
                  const Terminal& terminal = pipe_end) {
  return json_lines(body, most, 0, terminal).text;
}

TEST(JsonView, IndentsWithoutTouchingValues) {
  EXPECT_EQ(
      lines(R"({"a":1778198400000000000,"b":[1.50,-2e3,true,null],"c":{},"d":[ ],"e":"\u00e9\n"})"),
      "{\n"
      "  \"a\": 1778198400000000000,\n"
      "  \"b\": [\n"
      "    1.50,\n"
      "    -2e3,\n"
      "    true,\n"
      "    null\n"
      "  ],\n"
      "  \"c\": {},\n"
      "  \"d\": [],\n"
      "  \"e\": \"\\u00e9\\n\"\n"
      "}\n");
}

TEST(JsonView, CutsToItsLinesAndCountsTheRest) {
  const JsonLines shown = json_lines(R"({"a":1,"b":2,"c":3})", 2, 0, pipe_end);
  EXPECT_EQ(shown.text, "{\n  \"a\": 1,\n");
  EXPECT_EQ(shown.hidden, 3U);
}

TEST(JsonView, FitsATerminalAndLeavesAPipeAlone) {
  const std::string body = R"({"key":")" + std::string(200, 'x') + "\"}";
  const Terminal narrow{.width = 20, .is_tty = true};
  EXPECT_EQ(lines(body, 0, narrow), "{\n  \"key\": \"xxxxxxxxx…\n}\n");
  EXPECT_EQ(lines(body).find("…"), std::string::npos);
  EXPECT_EQ(lines(R"({"k":"日本語日本語日本語"})", 0, narrow), "{\n  \"k\": \"日本語日本…\n}\n");
}

TEST(JsonView, NeverHidesAValueWithoutSayingSo) {
  // At any width: a truncated line ends with the ellipsis.
  const std::string body = R"({"key":"value"})";
  for (std::size_t width = 3; width < 20; ++width) {
    const std::string text = lines(body, 0, {.width = width, .is_tty = true});
    EXPECT_LE(widest(text), width) << text;
    EXPECT_NE(text.find("value\"") == std::string::npos, text.find("…") == std::string::npos)
        << width << text;
  }
}

TEST(JsonView, KeepsDeepValuesInSightOnANarrowTerminal) {
  const std::string text = lines(std::string(30, '[') + "12345" + std::string(30, ']'), 0,
                                 {.width = 40, .is_tty = true});
  EXPECT_NE(text.find(" 12345\n"), std::string::npos) << text;
  EXPECT_LE(widest(text), 40U);
}

TEST(JsonView, TellsTheLengthOfALongStringItCuts) {
  const std::string body = R"({"jwt":")" + std::string(3000, 'x') + R"(","n":1})";
  EXPECT_EQ(lines(body, 0, {.width = 30, .is_tty = true}),
            "{\n  \"jwt\": \"xxxxxxxx… (2.93 KiB)\n  \"n\": 1\n}\n");
  const std::string long_one = "[\"" + std::string(100'000, 'x') + "\"]";
  EXPECT_LT(lines(long_one).size(), 66'000U);
  EXPECT_NE(lines(long_one).find("… (97.7 KiB)\n"), std::string::npos);
}

TEST(JsonView, CutsNoCharacterApart) {
  for (std::size_t shift = 0; shift < 4; ++shift) {
    std::string body = "[\"" + std::string(shift, 'x');
    for (int i = 0; i < 40'000; ++i)
      body += "語";
    body += "\"]";
    EXPECT_EQ(lines(body).find("\\x"), std::string::npos);
    EXPECT_EQ(lines(body, 0, {.width = 40, .is_tty = true}).find("\\x"), std::string::npos);
  }
}

TEST(JsonView, BoundsCombiningMarks) {
  std::string body = "[\"";
  for (int i = 0; i < 100'000; ++i)
    body += "\xcc\x81";
  const std::string text = lines(body + "\"]", 0, {.width = 80, .is_tty = true});
  EXPECT_LT(text.size(), 2'000U);
  EXPECT_NE(text.find("…"), std::string::npos);
}

TEST(JsonView, ColoursByKind) {
  const Terminal colored{.color = true};
  EXPECT_EQ(lines(R"({"k":["s",1,true]})", 0, colored),
            "{\n  \x1b[34m\"k\"\x1b[0m: [\n    \x1b[32m\"s\"\x1b[0m,\n    \x1b[33m1\x1b[0m,\n    "
            "\x1b[35mtrue\x1b[0m\n  ]\n}\n");
}

TEST(JsonView, NeverLetsForeignBytesThrough) {
  for (const std::string& body :
       {std::string("{\"\x1b[2J\":\"\x1b]0;x\x07\"}"), std::string("{\"a\":\"\xff\xc2\x9b\"}"),
        std::string("not json \x1b[31m\n second"), std::string("[\"\xe2\x80\xae\"]"), evil_text(),
        "{" + evil_text() + ":" + evil_text()}) {
    EXPECT_TRUE(is_tame(lines(body)));
  }
}

TEST(JsonView, EndsOnWhateverItIsGiven) {
  for (const char* body : {"", " ", "{", "[", "{\"", "{\"a", "{\"a\":", "]]]]", "{]}[", ",,,",
                           "[1 2 3", "{\"a\\", "\"text\""}) {
    (void)lines(body);
    (void)lines(body, 1);
  }
}

TEST(JsonView, CostsTimeByLengthNotByDepth) {
  // A cost per level that grew with the depth would exceed the timeout that CTest gives this
  // binary.
  const std::string deep = std::string(1'000'000, '[') + std::string(1'000'000, ']');
  const JsonLines shown = json_lines(deep, 40, 2, pipe_end);
  EXPECT_EQ(shown.hidden, 2'000'000U - 1 - 40);
  EXPECT_LT(shown.text.size(), 40U * 60);
}

TEST(JsonView, FoldsTheSnapshotsThatReadersKnow) {
  const std::string call =
      R"({"cid":"default:standup","created_by":{"id":"john"},"backstage":false,"recording":true})";
  const std::string body =
      R"({"a":1,"call":)" + call +
      R"(,"members":[{"user_id":"john"},{"user":{"id":"jane"}}],)"
      R"("participant":{"user":{"id":"ann"},"user_session_id":"0123456789",)"
      R"("role":"host"},"user":{"id":"bob","name":"Bob","role":"admin"},)"
      R"("reaction":{"type":"x","user":{"id":"eve","name":"eve"}},)"
      R"("custom":{"user":{"id":"kept"},"call":{"b":2}},"me":{},"users":null})";
  EXPECT_EQ(json_lines(body, 0, 0, pipe_end, Snapshots::folded).text,
            "{\n"
            "  \"a\": 1,\n"
            "  call: {…} default:standup, 2 members, by john, live, recording\n"
            "  members: […] 2: john, jane\n"
            "  participant: {…} ann, session 01234567, host\n"
            "  user: {…} bob, Bob, admin\n"
            "  \"reaction\": {\n"
            "    \"type\": \"x\",\n"
            "    user: {…} eve\n"
            "  },\n"
            "  \"custom\": {\n"
            "    \"user\": {\n"
            "      \"id\": \"kept\"\n"
            "    },\n"
            "    \"call\": {\n"
            "      \"b\": 2\n"
            "    }\n"
            "  },\n"
            "  \"me\": {},\n"
            "  \"users\": null\n"
            "}\n");
}

TEST(JsonView, FoldsWhateverASnapshotContains) {
  std::string members;
  for (int i = 0; i < 1000; ++i)
    members += (i == 0 ? "" : ",") + std::string("{\"user_id\":\"u") + std::to_string(i) + "\"}";
  EXPECT_EQ(json_lines("{\"members\":[" + members + "]}", 0, 0, pipe_end, Snapshots::folded).text,
            "{\n  members: […] 1,000: u0, u1, u2, u3, u4, and 995 more\n}\n");
  const std::string evil = R"({"call":{"cid":")" + evil_text() + R"(","backstage":[{"}"]}}})";
  EXPECT_TRUE(is_tame(json_lines(evil, 0, 0, pipe_end, Snapshots::folded).text));
  for (std::size_t length = 0; length < evil.size(); ++length)
    json_lines(evil.substr(0, length), 0, 0, pipe_end, Snapshots::folded);
  const std::string deep =
      R"({"call":)" + std::string(2'000'000, '[') + std::string(2'000'000, ']') + "}";
  EXPECT_EQ(json_lines(deep, 0, 0, pipe_end, Snapshots::folded).text, "{\n  call: […]\n}\n");
}

TEST(JsonView, ReadsTheEventOnceForAllItsCalls) {
  std::string event = R"({"members":[{},{}]})";
  SnapshotSummaries summaries(event);
  EXPECT_EQ(summaries.of("call", R"({"cid":"a:b"})"), "a:b, 2 members");
  std::fill(event.begin(), event.end(), ' ');
  EXPECT_EQ(summaries.of("call", R"({"cid":"c:d"})"), "c:d, 2 members");
}

TEST(JsonView, FoldsEachOfManyCalls) {
  std::string body = R"({"members":[{"user_id":"u"}])";
  std::string shown = "{\n  members: […] 1: u\n";
  for (int i = 0; i < 60'000; ++i) {
    body += R"(,"call":{"a":1})";
    shown += "  call: {…} 1 member\n";
  }
  // Not EXPECT_EQ, which would compare each line with each.
  EXPECT_TRUE(json_lines(body + "}", 0, 0, pipe_end, Snapshots::folded).text == shown + "}\n");
}

}  // namespace
}  // namespace streamctl::cli
