#include "dotenv.h"

#include <map>
#include <string>

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
      {"no variable\n=x\nA B=c\nD=e", {{"D", "e"}}},
  };
  for (const auto& [text, variables] : rows)
    EXPECT_EQ(parse_dotenv(text), variables) << text;
}

}  // namespace
}  // namespace streamctl::cli
