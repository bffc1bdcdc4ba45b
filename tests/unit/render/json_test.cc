#include "render/json.h"

#include <chrono>
#include <string>

#include <gtest/gtest.h>

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

TEST(JsonView, ColoursByKind) {
  const Terminal colored{.color = true};
  EXPECT_EQ(lines(R"({"k":["s",1,true]})", 0, colored),
            "{\n  \x1b[34m\"k\"\x1b[0m: [\n    \x1b[32m\"s\"\x1b[0m,\n    \x1b[33m1\x1b[0m,\n    "
            "\x1b[35mtrue\x1b[0m\n  ]\n}\n");
}

TEST(JsonView, NeverLetsForeignBytesThrough) {
  for (const std::string& body :
       {std::string("{\"\x1b[2J\":\"\x1b]0;x\x07\"}"), std::string("{\"a\":\"\xff\xc2\x9b\"}"),
        std::string("not json \x1b[31m\n second"), std::string("[\"\xe2\x80\xae\"]")}) {
    for (const char c : lines(body))
      EXPECT_TRUE(c == '\n' || static_cast<unsigned char>(c) >= 0x20);
    EXPECT_EQ(lines(body).find("\xe2\x80\xae"), std::string::npos);
    EXPECT_EQ(lines(body).find("\xc2\x9b"), std::string::npos);
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
  const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
  const JsonLines shown = json_lines(deep, 40, 2, pipe_end);
  EXPECT_EQ(shown.hidden, 200'000U - 1 - 40);
  EXPECT_LT(shown.text.size(), 40U * 60);
}

}  // namespace
}  // namespace streamctl::cli
