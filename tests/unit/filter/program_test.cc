#include "filter/program.h"

#include <string>

#include <gtest/gtest.h>

#include "filter/caret.h"

// libjq 1.6 leaks a string for each event that leaves a path expression early (first(paths)). The
// helper process is replaced when it has grown; here the leak checker must ignore the leak.
extern "C" const char* __lsan_default_suppressions();   // NOLINT(bugprone-reserved-identifier)
extern "C" const char* __lsan_default_suppressions() {  // NOLINT(bugprone-reserved-identifier)
  return "leak:jv_mem_alloc\n";
}

namespace streamctl::filter {
namespace {

TEST(Program, PassesWhatTheFirstOutputSays) {
  struct Row {
    const char* expression;
    const char* event;
    bool passes;
  };
  const Row rows[] = {
      {R"(.call.custom.room == "blue")", R"({"call":{"custom":{"room":"blue"}}})", true},
      {R"(.call.custom.room == "blue")", R"({"call":{"custom":{"room":"red"}}})", false},
      {".call", R"({"call":null})", false},
      {".n", R"({"n":0})", true},
      {"select(.n > 1)", R"({"n":2})", true},
      {"select(.n > 1)", R"({"n":1})", false},
      {"empty", "{}", false},
      {".[] | . > 1", R"({"a":2,"b":0})", true},
      {"range(1e15)", "{}", true},
      {"def f: .n; def g: f; g", R"({"n":1})", true},
      {"# all\n.n", "{\"n\":1}", true},
      {".n # the number", R"({"n":false})", false},
      {".a, .b", R"({"a":null,"b":1})", false},
      {"def input: .n; input", R"({"n":1})", true},
      {R"(.type | startswith("call."))", R"({"type":"call.ended"})", true},
      {R"(.type | test("^call\\.(created|ended)$"))", R"({"type":"call.ended"})", true}};
  for (const Row& row : rows) {
    SCOPED_TRACE(std::string(row.expression) + " on " + row.event);
    auto filter = Program::compile(row.expression);
    ASSERT_TRUE(filter);
    for (int again = 0; again < 2; ++again) {
      const auto passes = filter->passes(row.event);
      ASSERT_TRUE(passes);
      EXPECT_EQ(*passes, row.passes);
    }
  }
}

TEST(Program, SaysHowItFailedOnAnEventAndGoesOn) {
  auto filter = Program::compile(".call.custom");
  ASSERT_TRUE(filter);
  const auto failed = filter->passes(R"({"call":3})");
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().what, "Cannot index number with string \"custom\"");
  EXPECT_FALSE(filter->passes("{")) << "not JSON";
  EXPECT_TRUE(*filter->passes(R"({"call":{"custom":1}})"));
}

TEST(Program, CutsAnErrorThatQuotesTheEvent) {
  auto filter = Program::compile("error");
  ASSERT_TRUE(filter);
  const auto failed = filter->passes("{\"a\":\"" + std::string(3000, 'x') + "\"}");
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().what, "{\"a\":\"" + std::string(193, 'x') + "…");
}

TEST(Program, RefusesAnExpressionThatSaysNothing) {
  for (const char* expression : {" ", "\n\t", "#c", "# all", " # a \"b\"\n  # c\n"}) {
    const auto filter = Program::compile(expression);
    ASSERT_FALSE(filter) << expression;
    EXPECT_EQ(filter.error().kind, ErrorKind::usage);
    EXPECT_NE(filter.error().what.find("is empty"), std::string::npos) << expression;
  }
  EXPECT_TRUE(Program::compile("\"#\""));
}

TEST(Program, SaysThatALabelIsMissing) {
  const auto filter = Program::compile(".a|break $x");
  ASSERT_FALSE(filter);
  EXPECT_EQ(filter.error(),
            usage_error("--filter: break $x: no label $x", pointed_at(".a|break $x", 3)));
}

TEST(Program, PointsAtTheNameThatIsNotDefined) {
  struct Row {
    const char* expression;
    std::size_t place;
  };
  const Row rows[] = {{".foo|foo", 5},        {"{\"foo\":foo}", 7},
                      {"{foo:foo}", 5},       {"{foo}|foo", 6},
                      {".[foo:1]", 2},        {".a|strftime(\"x\")|strf", 17},
                      {"# foo\nfoo", 6},      {"def foo: 1; foo|foo(1)", 16},
                      {"(. as $x|1)|$x", 12}, {"$x", 0}};
  for (const Row& row : rows) {
    const auto filter = Program::compile(row.expression);
    ASSERT_FALSE(filter) << row.expression;
    EXPECT_NE(filter.error().what.find("is not defined"), std::string::npos);
    EXPECT_EQ(filter.error().hint, pointed_at(row.expression, row.place));
  }
}

TEST(Program, PointsAtTheMistake) {
  struct Row {
    const char* expression;
    const char* what;
    const char* hint;
  };
  const Row rows[] = {
      {".type ==", "--filter: syntax error, unexpected end of the expression",
       ".type ==\n              ^"},
      {".type == | 3", "--filter: syntax error, unexpected '|'", ".type == | 3\n               ^"},
      {"room(1)", "--filter: room/1 is not defined", "room(1)\n      ^"},
      {".a == 1 andd .b", "--filter: syntax error, unexpected name",
       ".a == 1 andd .b\n              ^"},
      {")", "--filter: syntax error, unexpected character", ")\n      ^"},
  };
  for (const Row& row : rows) {
    const auto filter = Program::compile(row.expression);
    ASSERT_FALSE(filter) << row.expression;
    EXPECT_EQ(filter.error().kind, ErrorKind::usage);
    // The wording differs between versions of libjq; the position does not.
    EXPECT_EQ(filter.error().what.substr(0, 20), std::string(row.what).substr(0, 20));
    EXPECT_EQ(filter.error().hint, row.hint);
  }
}

// libjq 1.6 fails an assertion on the second event if the first one left a path expression early.
TEST(Program, GoesOnAfterTheFirstOfManyOutputs) {
  for (const char* expression :
       {"paths", "paths(scalars)", "first(paths)", "isempty(paths)", "getpath(paths)",
        "limit(1;paths)", "paths|select(length>0)", "foreach paths as $p (0;.+1)",
        "path(..)|select(length>0)", "path(first(.a,.b))", "paths(type==\"number\")"}) {
    auto filter = Program::compile(expression);
    ASSERT_TRUE(filter) << expression;
    for (int again = 0; again < 3; ++again)
      EXPECT_TRUE(filter->passes(R"({"a":[1,{"b":2}],"b":3})")) << expression;
  }
}

TEST(Program, RefusesWhatReachesOutside) {
  struct Row {
    const char* expression;
    const char* what;
    const char* hint;
  };
  const Row rows[] = {
      {".type|debug", "--filter: 'debug' is refused: a filter writes nothing",
       ".type|debug\n            ^"},
      {"first(inputs)", "--filter: 'inputs' is refused: a filter sees one event at a time",
       "first(inputs)\n            ^"},
      {"$ENV.HOME", "--filter: '$ENV' is refused: a filter sees no environment",
       "$ENV.HOME\n      ^"},
      {"import \"a\" as a; .",
       "--filter: 'import' is refused: a filter is one expression, without modules",
       "import \"a\" as a; .\n      ^"},
  };
  for (const Row& row : rows) {
    const auto filter = Program::compile(row.expression);
    ASSERT_FALSE(filter) << row.expression;
    EXPECT_EQ(filter.error(), usage_error(row.what, row.hint));
  }
}

// Our code wraps the expression in parentheses.
TEST(Program, RefusesParenthesesThatAreNotOpened) {
  for (const char* expression : {".a) | (.b", ".a; .b", ".a)", "(.a"}) {
    EXPECT_FALSE(Program::compile(expression)) << expression;
  }
}

TEST(Program, NeverShowsAnExpressionRaw) {
  const auto filter = Program::compile("\x1b[31m ==");
  ASSERT_FALSE(filter);
  EXPECT_EQ(filter.error().hint.find('\x1b'), std::string::npos);
  EXPECT_EQ(filter.error().what.find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace streamctl::filter
