#include "core/text.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace streamctl {
namespace {

using namespace std::string_literals;

TEST(Printable, MakesVisibleWhateverCouldDriveATerminal) {
  struct Row {
    std::string text;
    std::string expected;
  };
  const Row rows[] = {{"plain text", "plain text"},
                      {"\x1b[31mred", "\\u001b[31mred"},
                      {"a\nb\tc\rd", "a\\nb\\tc\\rd"},
                      {"nul\0!"s, "nul\\u0000!"},
                      {"\x7f", "\\u007f"},
                      {"\xc2\x9b"
                       "31m",
                       "\\u009b31m"},
                      {"\xe2\x80\xae"
                       "evil",
                       "\\u202eevil"},
                      {"\xe2\x81\xa6x", "\\u2066x"},
                      {"\xe2\x80\xa8", "\\u2028"},
                      {"zero\xe2\x80\x8bwidth", "zero\\u200bwidth"},
                      {"\xff\xfe", "\\xff\\xfe"},
                      {"cut \xe2\x82", "cut \\xe2\\x82"},
                      {"over\xc0\xaf", "over\\xc0\\xaf"},
                      {"surrogate \xed\xa0\x80", "surrogate \\xed\\xa0\\x80"},
                      {"\xf3\xa0\x81\x81", "\\u{0e0041}"},
                      {"größe 日本 🎈", "größe 日本 🎈"},
                      {"C:\\path", "C:\\path"},
                      {"", ""}};
  for (const Row& row : rows)
    EXPECT_EQ(printable(row.text), row.expected);
}

TEST(Utf8, IsStrict) {
  EXPECT_TRUE(is_utf8("größe 日本 🎈"));
  EXPECT_FALSE(is_utf8("\xff"));
  EXPECT_FALSE(is_utf8("\xc0\x80"));
  EXPECT_FALSE(is_utf8("\xed\xa0\x80"));
  EXPECT_FALSE(is_utf8("\xf4\x90\x80\x80"));
  EXPECT_FALSE(is_utf8("\xe2\x82"));
}

TEST(Width, CountsColumnsNotBytes) {
  EXPECT_EQ(display_width("abc"), 3U);
  EXPECT_EQ(display_width("größe"), 5U);
  EXPECT_EQ(display_width("日本"), 4U);
  EXPECT_EQ(display_width("🎈"), 2U);
  EXPECT_EQ(display_width("e\xcc\x81"), 1U);
  EXPECT_EQ(display_width("✓ 200"), 5U);
}

TEST(Width, IsThatOfTheCharacterInATerminal) {
  const struct {
    const char* text;
    std::size_t columns;
  } rows[] = {
      {"", 0},
      {"e\u0301", 1},       // a combining accent
      {"\u05d0\u05bf", 1},  // a Hebrew point
      {"\u0915\u093f", 1},  // a Devanagari vowel sign, which the letter before it carries
      {"\uff21", 2},        // fullwidth A
      {"\uff71", 1},        // halfwidth a of Katakana
      {"\uac00", 2},        // Hangul
      {"\u267f", 2},        // an emoji among the symbols
      {"\u2190", 1},        // an arrow, ambiguous in East Asia
      {"\U0001f600", 2},
      {"\u2764\ufe0f", 1},  // a variation selector
      {"\U00020000", 2},    // an ideograph beyond the first plane
      {"\xff", 1},
  };
  for (const auto& row : rows)
    EXPECT_EQ(display_width(row.text), row.columns) << row.text;
}

TEST(Bytes, AreCutBetweenCharacters) {
  EXPECT_EQ(cut_to_bytes("a語b", 5), "a語b");
  EXPECT_EQ(cut_to_bytes("a語b", 4), "a語");
  EXPECT_EQ(cut_to_bytes("a語b", 3), "a");
  EXPECT_EQ(cut_to_bytes("a語b", 2), "a");
  EXPECT_EQ(cut_to_bytes("語", 0), "");
  EXPECT_EQ(cut_to_bytes("\x80\x80\x80\x80\x80\x80", 5).size(), 5U);  // Not UTF-8: anywhere.
}

TEST(Width, CutsWithAnEllipsisAndNeverSplitsACharacter) {
  EXPECT_EQ(cut_to_width("abcdef", 6), "abcdef");
  EXPECT_EQ(cut_to_width("abcdef", 5), "abcd…");
  EXPECT_EQ(cut_to_width("日本語", 4), "日…");
  EXPECT_EQ(cut_to_width("abc", 1), "…");
  EXPECT_EQ(cut_to_width("abc", 0), "");
  EXPECT_EQ(padded("日", 4), "日  ");
}

TEST(Nearest, FindsTheSlipAndNotTheStranger) {
  const std::vector<std::string> types{"call.created", "call.ended", "call.ring", "user.banned"};
  EXPECT_EQ(nearest("call.craeted", types), "call.created");
  EXPECT_EQ(nearest("call_created", types), "call.created");
  EXPECT_EQ(nearest("Call.Ring", types), "call.ring");
  EXPECT_EQ(nearest("GetCal", std::vector<std::string>{"GetCallType", "GetCall", "GetCallReport"}),
            "GetCall");
  EXPECT_EQ(nearest("message.new", types), std::nullopt);
  EXPECT_EQ(nearest("", types), std::nullopt);
}

TEST(Words, SplitAndJoin) {
  EXPECT_EQ(split("a,,b", ','), (std::vector<std::string_view>{"a", "", "b"}));
  EXPECT_EQ(split("", ','), (std::vector<std::string_view>{""}));
  EXPECT_EQ(joined(std::vector<std::string>{"a", "b"}, ", "), "a, b");
  EXPECT_EQ(trimmed("  a b\r\n"), "a b");
  EXPECT_EQ(trimmed(" \t"), "");
  EXPECT_TRUE(equals_ignoring_case("X-Signature", "x-signature"));
  EXPECT_FALSE(equals_ignoring_case("X-Signature", "x-signatur"));
}

}  // namespace
}  // namespace streamctl
