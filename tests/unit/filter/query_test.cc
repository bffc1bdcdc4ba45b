#include "filter/query.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace streamctl::filter {
namespace {

using ::testing::AnyOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class QueryTest : public ::testing::Test {
 protected:
  Result<Query> start(const std::string& expression) {
    return Query::start({"--jq", expression, ""}, clock_, stop_.get_token());
  }

  /// The outputs, strings in quotes; an error as its text.
  std::vector<std::string> outputs(const std::string& expression, std::string_view body) {
    std::vector<std::string> texts;
    auto query = start(expression);
    if (!query) return {query.error().what};
    const auto take = [&](const Output& output) {
      texts.push_back(output.kind == Output::Kind::string ? "'" + output.text + "'" : output.text);
      return texts.size() < outputs_max;
    };
    const auto done = query->run(body, take, stop_.get_token());
    if (!done) texts.push_back(done.error().what);
    return texts;
  }

  static constexpr std::size_t outputs_max = 100;
  SystemClock clock_;
  std::stop_source stop_;
};

TEST_F(QueryTest, PassesOnEveryOutput) {
  EXPECT_THAT(outputs(".a[]", R"({"a":[1,"x\ny",null,{"b":[2.5]}]})"),
              ElementsAre("1", "'x\ny'", "null", R"({"b":[2.5]})"));
  EXPECT_THAT(outputs("empty", "{}"), ElementsAre());
  EXPECT_THAT(outputs(".", R"("a\u0000b")"), ElementsAre(std::string("'a\0b'", 5)));
}

TEST_F(QueryTest, EndsWhereNoMoreIsWanted) {
  EXPECT_EQ(outputs("range(infinite)", "{}").size(), outputs_max);
}

TEST_F(QueryTest, GoesOnWithFurtherTexts) {
  auto query = start(".[]");
  ASSERT_TRUE(query);
  std::string all;
  for (const char* body : {"[1,2]", "[]", "[3]"})
    ASSERT_TRUE(query->run(
        body,
        [&](const Output& output) {
          all += output.text;
          return true;
        },
        stop_.get_token()));
  EXPECT_EQ(all, "123");
}

TEST_F(QueryTest, KeepsWhatCameBeforeAnError) {
  // Versions of jq word it differently.
  EXPECT_THAT(outputs(".[] | .x", R"([{"x":1},2])"),
              ElementsAre("1", StartsWith("--jq: Cannot index number with")));
  EXPECT_THAT(outputs(".", "{"), ElementsAre("--jq: jq cannot parse the answer"));
}

TEST_F(QueryTest, NamesTheOptionWhereItDoesNotCompile) {
  const auto query = start(".a |");
  ASSERT_FALSE(query);
  EXPECT_EQ(query.error().kind, ErrorKind::usage);
  EXPECT_THAT(query.error().what, StartsWith("--jq: syntax error"));
  EXPECT_THAT(start("env").error().what, HasSubstr("'env' is refused"));
}

TEST_F(QueryTest, SurvivesAProgramThatEatsMemory) {
  const auto texts = outputs("[range(100000000) | tostring]", "{}");
  // Under a sanitizer no limit of memory holds, and the deadline ends the program.
  EXPECT_THAT(texts.back(), AnyOf(HasSubstr("memory"), HasSubstr("no output within")));
}

TEST_F(QueryTest, LargeTextsPass) {
  const std::string large = "\"" + std::string(5'000'000, 'x') + "\"";
  EXPECT_EQ(outputs(".", large).front().size(), large.size());
}

TEST_F(QueryTest, EndsOnAStopSignal) {
  auto query = start("last(range(infinite))");
  ASSERT_TRUE(query);
  stop_.request_stop();
  EXPECT_EQ(query
                ->run(
                    "{}", [](const Output&) { return true; }, stop_.get_token())
                .error()
                .what,
            "interrupted");
}

}  // namespace
}  // namespace streamctl::filter
