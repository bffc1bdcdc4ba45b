#include "capture/cut_line.h"

#include <string>
#include <string_view>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "capture/record.h"
#include "core/json.h"

namespace streamctl::capture {
namespace {

/// The written line that contains `body` in its JSON form.
std::string line_of(const std::string& body) {
  return R"({"kind":"event","type":"x","headers":{"A":"b"},"body":")" + body + R"("})";
}

TEST(CutLine, TakesTheBodyOfALineAsItIsWritten) {
  Record record;
  record.headers = {{"X-A", R"(},"body":")"}};
  for (const char* const body : {"", "{}", R"({"type":"x","n":[1,"two",""]})", "\"", " ~"}) {
    SCOPED_TRACE(body);
    record.body = body;
    std::string line;
    append_line(record, line);
    line.pop_back();
    const auto cut = cut_at_body(line);
    ASSERT_TRUE(cut);
    EXPECT_EQ(Json::parse("\"" + std::string(cut->body) + "\"").get<std::string>(), body);
    EXPECT_EQ(std::string(cut->head) + std::string(cut->body) + "\"}", line);
  }
}

TEST(CutLine, LeavesEverythingElseToAParser) {
  const std::string good = line_of(R"({\"a\":1})");
  ASSERT_TRUE(cut_at_body(good));
  const std::string rows[] = {
      "",
      "}",
      good + " ",
      good + "}",
      good.substr(0, good.size() - 1),
      good.substr(0, good.size() - 2),
      R"({"kind":"event","body":"x"})",
      R"({"headers":{},"body":")",
      R"({"headers":{},"body":"})",
      line_of(R"(a"b)"),
      line_of(R"(")"),
      line_of(R"(a\)"),
      line_of(R"(a\\)"),
      line_of(R"(a\\\")"),
      line_of(R"(a\n)"),
      line_of(R"(\u0041)"),
      line_of("a\tb"),
      line_of("gr\xC3\xBC"),
      line_of("\xFF"),
      line_of("a") + line_of("b"),
      R"({"headers":{},"body":"x","more":"y"})",
      R"({"headers":{},"body":"x","more":{"body":"y"}})",
  };
  for (const std::string& row : rows)
    EXPECT_FALSE(cut_at_body(row)) << row;
}

// The scanner processes blocks of 16 bytes or more: test each byte at each offset in a block.
TEST(CutLine, LooksAtEveryByte) {
  for (int byte = 0; byte < 0x100; ++byte) {
    for (std::size_t place = 0; place < 40; ++place) {
      std::string body(40, 'a');
      body[place] = static_cast<char>(byte);
      const bool plain = byte >= 0x20 && byte < 0x80 && byte != '"' && byte != '\\';
      ASSERT_EQ(cut_at_body(line_of(body)).has_value(), plain) << byte << " at " << place;
    }
  }
}

TEST(CutLine, KnowsFlatText) {
  EXPECT_TRUE(is_flat(""));
  EXPECT_TRUE(is_flat(R"("A":"b","C":"d",1,true ~)"));
  EXPECT_FALSE(is_flat(R"("A":"b)"));
  for (int byte = 0; byte < 0x100; ++byte) {
    for (std::size_t place = 0; place < 40; ++place) {
      std::string text(40, 'a');
      text[place] = static_cast<char>(byte);
      // A bar is refused with its neighbours, the braces.
      const bool flat = byte >= 0x20 && byte < 0x80 &&
                        std::string_view("\"\\[]{}|").find(text[place]) == std::string_view::npos;
      ASSERT_EQ(is_flat(text), flat) << byte << " at " << place;
    }
  }
}

}  // namespace
}  // namespace streamctl::capture
