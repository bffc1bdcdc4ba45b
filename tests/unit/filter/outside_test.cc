#include "filter/outside.h"

#include <string>

#include <gtest/gtest.h>

namespace streamctl::filter {
namespace {

/// "input@4", or nothing.
std::string found(const std::string& expression) {
  const auto outside = first_outside(tokens_of(expression));
  return outside ? std::string(outside->name) + "@" + std::to_string(outside->place) : "";
}

TEST(Outside, IsFoundWhereverItIsUsed) {
  EXPECT_EQ(found("input"), "input@0");
  EXPECT_EQ(found(".type | debug"), "debug@8");
  EXPECT_EQ(found(".type|stderr"), "stderr@6");
  EXPECT_EQ(found("first(inputs)"), "inputs@6");
  EXPECT_EQ(found("[limit(3;inputs)]"), "inputs@9");
  EXPECT_EQ(found("$ENV.HOME"), "$ENV@0");
  EXPECT_EQ(found(".a == $ ENV.HOME"), "$ENV@6");
  EXPECT_EQ(found("env.HOME"), "env@0");
  EXPECT_EQ(found("import \"a\" as a; ."), "import@0");
  EXPECT_EQ(found("# a comment\ninclude \"a\"; ."), "include@12");
  EXPECT_EQ(found("if .a then halt else . end"), "halt@11");
  EXPECT_EQ(found("\"x\" | halt_error(1)"), "halt_error@6");
  EXPECT_EQ(found("\"a\\(input)\""), "input@4");
  EXPECT_EQ(found("\"a\\(\"b\\(env)\")c\""), "env@8");
  EXPECT_EQ(found("{a: input}"), "input@4");
  EXPECT_EQ(found("{a: (1, input)}"), "input@8");
  EXPECT_EQ(found("{a, b: input, c}"), "input@7");
  EXPECT_EQ(found("{(input): 1}"), "input@2");
  EXPECT_EQ(found("{$ENV}"), "$ENV@1");
  EXPECT_EQ(found(". as [$a] | debug"), "debug@12");
  EXPECT_EQ(found("input_line_number"), "input_line_number@0");
  EXPECT_EQ(found("1e3-env"), "env@4");
}

TEST(Outside, IsNotWhatOnlySoundsLikeIt) {
  for (const char* expression : {".input",
                                 ".a.env.debug",
                                 R"(.["env"])",
                                 R"(."env")",
                                 "{env: .a}",
                                 "{input}",
                                 "{a: 1, input, b: 2}",
                                 "{a, debug}",
                                 "$input",
                                 "$env",
                                 "environment",
                                 "my_input",
                                 "inputs2",
                                 R"("input")",
                                 R"("a\"input")",
                                 R"("\\" + "env")",
                                 "# input",
                                 ".a # env\n| .b",
                                 "def input: 1; input",
                                 "def f(env): env; f(.a)",
                                 "def f($env; debug): $env, debug; f(1; 2)",
                                 ". as $ENV | $ENV.a",
                                 "a::input",
                                 ".a as {input: $x} | $x",
                                 "",
                                 "$",
                                 "{",
                                 "}"})
    EXPECT_EQ(found(expression), "") << expression;
}

TEST(Tokens, AreThoseOfJq) {
  using Kind = Token::Kind;
  const std::string text = "$x|.a_1.b(\"c\\(d)e\")1.5e-3f";
  std::string all;
  for (const Token& token : tokens_of(text)) {
    EXPECT_LE(token.place + token.text.size(), text.size());
    all += token.kind == Kind::name       ? "name "
           : token.kind == Kind::variable ? "variable "
           : token.kind == Kind::field    ? "field "
                                          : "";
    all += std::string(token.text) + " ";
  }
  EXPECT_EQ(all, "variable x | . field a_1 . field b ( ( name d ) ) 1.5e-3 name f ");
}

}  // namespace
}  // namespace streamctl::filter
