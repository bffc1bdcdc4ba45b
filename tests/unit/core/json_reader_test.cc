#include "core/json_reader.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "core/json_plain.h"

namespace streamctl {
namespace {

/// Whether it is valid; if not, the offset of the invalid byte.
std::pair<bool, std::size_t> verdict(std::string_view text) {
  JsonReader reader(text);
  while (true) {
    const JsonToken token = reader.next();
    if (token == JsonToken::end) return {true, 0};
    if (token == JsonToken::error) return {false, reader.offset()};
  }
}

TEST(JsonReader, TakesAllThatIsValid) {
  const std::string deep(1'000'000, '[');
  const std::string deep_end(1'000'000, ']');
  for (const std::string& text :
       {std::string("{}"), std::string(" [ ] "), std::string("null"), std::string("\"\""),
        std::string("\r\n\t {\"\" : -0.0e-0 , \"\":[true,false,null]}\n"),
        std::string("[0,-0,1e400,1E+400,1e-400,123456789012345678901234567890,0.5,10.25e2]"),
        std::string(R"(["\ud800","\udc00\ud800","\u0000\/\b\f\n\r\t\"\\","\uD83D\uDE00"])"),
        std::string("[\"\x7f\xC3\xA9\xF0\x9F\x8E\x88\xE2\x80\xAE\"]"), deep + deep_end})
    EXPECT_TRUE(is_json(text)) << text.substr(0, 80);
}

TEST(JsonReader, RefusesAllElseWhereItIsWrong) {
  struct Row {
    std::string text;
    std::size_t place;
  };
  const std::vector<Row> rows{{"", 0},
                              {" ", 1},
                              {"{", 1},
                              {"[1,]", 3},
                              {"[,1]", 1},
                              {"[1 2]", 3},
                              {"{\"a\":1,}", 7},
                              {"{\"a\" 1}", 5},
                              {"{\"a\":}", 5},
                              {"{a:1}", 1},
                              {"{1:1}", 1},
                              {"[1}", 2},
                              {"{]", 1},
                              {"]", 0},
                              {"{} {}", 3},
                              {"01", 1},
                              {"-", 1},
                              {"+1", 0},
                              {".5", 0},
                              {"1.", 2},
                              {"1.e5", 2},
                              {"1e", 2},
                              {"1e+", 3},
                              {"0x10", 1},
                              {"NaN", 0},
                              {"Infinity", 0},
                              {"nul", 0},
                              {"nulll", 4},
                              {"True", 0},
                              {"'a'", 0},
                              {"\"a", 2},
                              {"\"\\x\"", 1},
                              {"\"\\u12g4\"", 1},
                              {"\"\\u123", 1},
                              {"\"\\", 1},
                              {"\"a\nb\"", 2},
                              {std::string("\"a\0\"", 4), 2},
                              {"\"\xff\"", 1},
                              {"\"\xed\xa0\x80\"", 1},
                              {"\"\xc0\x80\"", 1},
                              {"\xEF\xBB\xBF{}", 0},
                              {"[1]//", 3},
                              {"\v1", 0}};
  for (const Row& row : rows)
    EXPECT_EQ(verdict(row.text), std::pair(false, row.place)) << row.text;
}

TEST(JsonReader, TellsTokensAsTheyStand) {
  JsonReader reader(R"( { "a\n" : [ -1.50 , "x" ] } )");
  const std::vector<std::pair<JsonToken, std::string_view>> tokens{
      {JsonToken::begin_object, "{"}, {JsonToken::key, R"("a\n")"}, {JsonToken::begin_array, "["},
      {JsonToken::number, "-1.50"},   {JsonToken::string, "\"x\""}, {JsonToken::end_array, "]"},
      {JsonToken::end_object, "}"},   {JsonToken::end, ""}};
  for (const auto& [token, text] : tokens) {
    EXPECT_EQ(reader.next(), token);
    EXPECT_EQ(reader.token(), text);
  }
}

TEST(PlainJson, IsTheSameWhereAnyParserReadsIt) {
  const std::string text = R"({"a":[1,-1.5e10,18446744073709551615,"\ud83d\ude00\/",null],"é":{}})";
  EXPECT_EQ(plain_json(text), text);
  EXPECT_EQ(plain_json("{\"a\":}"), std::nullopt);
}

TEST(PlainJson, ReplacesWhatOthersRefuseAndKeepsTheLength) {
  struct Row {
    const char* text;
    const char* plain;
  };
  const Row rows[] = {
      {"[1e400]", "[0    ]"},
      {R"({"n":18446744073709551616,"m":1})", R"({"n":0                   ,"m":1})"},
      {R"(["\ud800","\udc00\ud83d\ude00\ud83d"])", R"(["\ufffd","\ufffd\ud83d\ude00\ufffd"])"},
      {R"(["\ud800\\ud800"])", R"(["\ufffd\\ud800"])"},
      {R"({"\ud800":1})", R"({"\ufffd":1})"}};
  for (const Row& row : rows)
    EXPECT_EQ(plain_json(row.text), row.plain);
}

TEST(PlainJson, CutsWhatNestsTooDeep) {
  const std::string deep =
      std::string(plain_depth_max, '[') + R"([1,{"a":[]}],[])" + std::string(plain_depth_max, ']');
  EXPECT_EQ(plain_json(deep), std::string(plain_depth_max, '[') + "0           ,0 " +
                                  std::string(plain_depth_max, ']'));
}

}  // namespace
}  // namespace streamctl
