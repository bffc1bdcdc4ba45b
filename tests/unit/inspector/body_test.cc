#include "inspector/body.h"

#include <cstdint>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace streamctl::inspector {
namespace {

Body body_of(const std::string& text) {
  return *Body::parse(text);
}

TEST(Body, ReadsMembers) {
  Body body = body_of(R"({"a":"x","b":true,"c":7,"d":["p","q"],"e":[1,2],"f":{"g":1.10}})");
  std::string text;
  bool flag = false;
  std::uint64_t number = 0;
  std::vector<std::string> texts;
  std::vector<std::uint64_t> numbers;
  Json object;
  body.text("a", text);
  body.flag("b", flag);
  body.number("c", number, 1, 10);
  body.texts("d", texts);
  body.numbers("e", numbers);
  body.object("f", object);
  EXPECT_TRUE(body.check());
  EXPECT_EQ(text, "x");
  EXPECT_TRUE(flag);
  EXPECT_EQ(number, 7U);
  EXPECT_EQ(texts, (std::vector<std::string>{"p", "q"}));
  EXPECT_EQ(numbers, (std::vector<std::uint64_t>{1, 2}));
  EXPECT_EQ(json_line(object), R"({"g":1.10})");
}

TEST(Body, KeepsDefaults) {
  Body body = body_of(R"({"a":null})");
  std::string text = "usual";
  std::uint64_t number = 5;
  body.text("a", text);
  body.number("b", number, 1, 10);
  EXPECT_TRUE(body.check());
  EXPECT_EQ(text, "usual");
  EXPECT_EQ(number, 5U);
}

TEST(Body, NamesTheFirstWrongMember) {
  const auto wrong = [](const std::string& value) {
    Body body = body_of("{\"x\":" + value + ",\"y\":1}");
    std::uint64_t number = 0;
    std::string text;
    body.number("x", number, 1, 10);
    body.text("y", text);
    return body.check().error().what;
  };
  for (const char* value : {"0", "11", "-1", "1.5", "\"1\"", "[]", "true", "99999999999999999999"})
    EXPECT_EQ(wrong(value), "x is not a whole number from 1 to 10") << value;
  EXPECT_EQ(wrong("1"), "y is not a text");
}

TEST(Body, RefusesListsOfOtherThings) {
  Body body = body_of(R"({"a":["x",1]})");
  std::vector<std::string> texts;
  body.texts("a", texts);
  EXPECT_EQ(body.check().error().what, "a is not a list of texts");
  EXPECT_TRUE(texts.empty());
}

TEST(Body, IsAnObject) {
  EXPECT_FALSE(Body::parse("[]"));
  EXPECT_FALSE(Body::parse(""));
  EXPECT_FALSE(Body::parse(std::string(2000, '[')));
}

}  // namespace
}  // namespace streamctl::inspector
