#include "render/layout.h"

#include <string>

#include <gtest/gtest.h>

#include "render/table.h"
#include "samples.h"

namespace streamctl::cli {
namespace {

Terminal columns(std::size_t width) {
  return {.width = width, .is_tty = true};
}

TEST(Flow, BreaksAtSpacesAndIndentsWhatFollows) {
  const Runs runs{{"  time  "}, {"a verdict of", Style::red}, {" several words"}};
  EXPECT_EQ(flowed(runs, 3, columns(80)), "  time  a verdict of several words\n");
  EXPECT_EQ(flowed(runs, 3, columns(16)), "  time  a\n   verdict of\n   several words\n");
  EXPECT_EQ(flowed(runs, 3, Terminal{.width = 10}), "  time  a verdict of several words\n");
}

TEST(Flow, KeepsWholeRunsTogether) {
  const Runs runs{{"0123456789"}, {"  attempt 2", Style::plain, true}, {"  1 KiB"}};
  EXPECT_EQ(flowed(runs, 2, columns(20)), "0123456789\n  attempt 2  1 KiB\n");
}

TEST(Flow, BreaksAWordLongerThanALine) {
  EXPECT_EQ(flowed({{"abcdefghij"}}, 1, columns(4)), "abcd\n efg\n hij\n");
  EXPECT_EQ(flowed({{"日本語日本語"}}, 0, columns(5)), "日本\n語日\n本語\n");
}

TEST(Flow, PaintsEachLineForItself) {
  const Terminal terminal{.width = 7, .color = true, .is_tty = true};
  EXPECT_EQ(flowed({{"one two", Style::red}, {" three", Style::red}}, 0, terminal),
            "\x1b[31mone two\x1b[0m\n\x1b[31mthree\x1b[0m\n");
}

TEST(Flow, EndsAtAnyWidth) {
  const Runs runs{{"  日本語 e\xcc\x81 ", Style::red, true}, {"long-word and "}, {"", Style::dim}};
  const Runs blanks{
      {std::string(50, ' ') + "a"}, {std::string(50, ' '), Style::plain, true}, {"b"}};
  for (std::size_t width = 0; width < 70; ++width) {
    for (const std::size_t hang : {0U, 2U, 50U, 100U})
      EXPECT_LE(widest(flowed(runs, hang, columns(width)) + flowed(blanks, hang, columns(width))),
                std::max<std::size_t>(width, 2));
  }
}

TEST(OneLine, GivesWayFromTheEnd) {
  const Runs runs{{"12:00"},
                  {"  a.long.type", Style::plain, true, false, 8},
                  {"  default:call", Style::plain, true, true, 10},
                  {"  1 KiB", Style::dim, true, true}};
  EXPECT_EQ(one_line(runs, columns(39)), "12:00  a.long.type  default:call  1 KiB\n");
  EXPECT_EQ(one_line(runs, columns(38)), "12:00  a.long.type  default:call\n");
  EXPECT_EQ(one_line(runs, columns(30)), "12:00  a.long.type  default:c…\n");
  EXPECT_EQ(one_line(runs, columns(20)), "12:00  a.long.type\n");
  EXPECT_EQ(one_line(runs, columns(15)), "12:00  a.long.…\n");
  EXPECT_EQ(one_line(runs, columns(10)), "12:00  a.…\n");
  EXPECT_EQ(one_line(runs, {}), "12:00  a.long.type  default:call  1 KiB\n");
}

TEST(OneLine, KeepsItsTail) {
  EXPECT_EQ(one_line({{"abcdefghij"}}, columns(8), {" 3 no"}), "ab… 3 no\n");
  EXPECT_EQ(one_line({{"ab"}}, columns(8), {" 3 no"}), "ab 3 no\n");
}

TEST(Names, AreBounded) {
  EXPECT_EQ(printable_name("default:a"), "default:a");
  EXPECT_EQ(display_width(printable_name(std::string(1000, 'x'))), name_columns_max);
  std::string marks = "e";
  for (int i = 0; i < 10'000; ++i)
    marks += "\xcc\x81";
  EXPECT_LE(printable_name(marks).size(), name_columns_max * bytes_a_column_max + 3);
  EXPECT_EQ(printable_name(marks).substr(printable_name(marks).size() - 3), "…");
}

TEST(AnswerLines, KeepIndentationAndBreakWhatIsLong) {
  EXPECT_EQ(answer_lines("a\n\tb\r\n\n", false, 1, {}), " │ a\n │   b\n");
  EXPECT_EQ(answer_lines("abcdefgh", true, 1, columns(7)), " │ abcd\n │ efgh\n │ …\n");
  EXPECT_EQ(answer_lines("", false, 1, {}), "");
  EXPECT_EQ(answer_lines(" \n ", false, 1, {}), "");
}

TEST(Table, LetsTheWidestColumnGiveWay) {
  const std::vector<std::vector<Cell>> rows{{{"a-long-name"}, {"x"}, {"something long"}}};
  EXPECT_EQ(table({}, rows, columns(80)), "a-long-name  x  something long\n");
  EXPECT_EQ(table({}, rows, columns(24)), "a-long-n…  x  something…\n");
  EXPECT_EQ(table({}, rows, Terminal{.width = 24}), "a-long-name  x  something long\n");
  for (std::size_t width = 1; width < 40; ++width)
    EXPECT_LE(widest(table({"A", "B"}, rows, columns(width))), width);
}

}  // namespace
}  // namespace streamctl::cli
