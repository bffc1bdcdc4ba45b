#include "dotenv.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace streamctl::cli {
namespace {

using Variables = std::map<std::string, std::string>;

TEST(Dotenv, ReadsAsDotenvDoes) {
  const std::pair<std::string, Variables> rows[] = {
      {"", {}},
      {"A=b", {{"A", "b"}}},
      {"A=b\r\nC=d\r\n", {{"A", "b"}, {"C", "d"}}},
      {"\xEF\xBB\xBF"
       "A=b\n",
       {{"A", "b"}}},
      {"  A  =  b  \n", {{"A", "b"}}},
      {"export A=b\nexport\tC=d\n", {{"A", "b"}, {"C", "d"}}},
      {"exported=b\n", {{"exported", "b"}}},
      {"# A=b\n#\n\n A=c # why\n", {{"A", "c"}}},
      {"A=b#c\nB='b#c'\n", {{"A", "b"}, {"B", "b#c"}}},
      {"A=\nB=''\nC=\"\"\n", {{"A", ""}, {"B", ""}, {"C", ""}}},
      {"A='b c' # d\n", {{"A", "b c"}}},
      {"A=\"b\\n\\\"c\\\\\\x\"\n", {{"A", "b\n\"c\\\\x"}}},
      {"A='b\\n'\nB=`it's`\n", {{"A", "b\\n"}, {"B", "it's"}}},
      {"A=\"b\nc\"\nD=e\n", {{"A", "b\nc"}, {"D", "e"}}},
      {"A=\"b\nC=d\n", {{"A", "\"b"}, {"C", "d"}}},
      {"A=b=c==\n", {{"A", "b=c=="}}},
      {"A=$B\n", {{"A", "$B"}}},
      {"A=b\nA=c\n", {{"A", "c"}}},
      {"A: b\nexport C:\td=e\n", {{"A", "b"}, {"C", "d=e"}}},
      {"A=b: c\n", {{"A", "b: c"}}},
  };
  for (const auto& [text, variables] : rows) {
    const auto parsed = parse_dotenv(text, ".env");
    ASSERT_TRUE(parsed) << text;
    EXPECT_EQ(*parsed, variables) << text;
  }
}

TEST(Dotenv, NamesTheLineThatIsNoAssignment) {
  const std::pair<std::string, std::string> rows[] = {
      {"no variable", ".env:1: no assignment"},
      {"=x\n", ".env:1: no assignment"},
      {"A=b\r\n\r\n# c\r\nA B=c\r\n", ".env:4: no assignment"},
      {"A=\"b\nc\"\nSECRET", ".env:3: no assignment"},
      {"A=b\nSECRET:x\n", ".env:2: no assignment"},
      {std::string("A=b\0c\n", 6), ".env: it is a binary file, not lines of NAME=value"},
  };
  for (const auto& [text, words] : rows) {
    const auto parsed = parse_dotenv(text, ".env");
    ASSERT_FALSE(parsed) << text;
    EXPECT_EQ(parsed.error().what, words);
    EXPECT_EQ(parsed.error().kind, ErrorKind::config);
  }
  const auto utf16 = parse_dotenv(std::string("\xFF\xFE\x41\0=\0", 6), ".env");
  ASSERT_FALSE(utf16);
  EXPECT_EQ(utf16.error().what, ".env: it looks like UTF-16 text");
}

TEST(Dotenv, DoubtsNamesThatAreNearlyOurs) {
  using Warnings = std::vector<std::string>;
  EXPECT_EQ(doubtful_names({{"STREAM_API_KEI", "x"}}),
            Warnings{"STREAM_API_KEI is no variable of streamctl; did you mean STREAM_API_KEY?"});
  EXPECT_EQ(doubtful_names({{"STREAM_SECRET", "x"}}),
            Warnings{"STREAM_SECRET is no variable of streamctl; did you mean STREAM_API_SECRET?"});
  EXPECT_EQ(doubtful_names({{"STREAMCTL_COLOUR", "x"}}),
            Warnings{"STREAMCTL_COLOUR is no variable of streamctl"});
  EXPECT_EQ(doubtful_names({{"STREAM_API_KEY", "x"},
                            {"STREAM_API_KEYS", "x"},
                            {"STREAM_APP_ID", "1"},
                            {"NEXT_PUBLIC_STREAM_API_KEY", "x"},
                            {"STREAMCTL_PROFILE", "x"}}),
            Warnings{});
}

}  // namespace
}  // namespace streamctl::cli
