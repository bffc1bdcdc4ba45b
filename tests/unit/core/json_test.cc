#include "core/json.h"

#include <cstdint>
#include <limits>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "core/json_number.h"
#include "core/json_path.h"

namespace streamctl {
namespace {

Json parsed(std::string_view text) {
  return *parse_json(text);
}

TEST(JsonText, IsRefusedWithItsPlace) {
  const auto result = parse_json("{\"a\": 1,\n \"b\": }");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().what, "not valid JSON at line 2, column 7: a value is missing");
}

TEST(JsonText, IsRefusedWhereItNestsTooDeep) {
  const auto refused = parse_json(std::string(100'000, '['));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().what, "nested deeper than 1024 levels");
  EXPECT_TRUE(parse_json("\"" + std::string(100'000, '[') + "\""));
  EXPECT_TRUE(parse_json(std::string(json_depth_max, '[') + std::string(json_depth_max, ']')));
}

std::string object_of(std::size_t keys) {
  std::string text = "{";
  for (std::size_t i = 0; i < keys; ++i)
    text += (i == 0 ? "\"" : ",\"") + std::to_string(i) + "\":1";
  return text + "}";
}

TEST(JsonText, IsRefusedWhereAnObjectHasTooManyKeys) {
  EXPECT_TRUE(parse_json(object_of(100'000)));
  const auto refused = parse_json(object_of(json_keys_max + 1));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().what, "a JSON object has more than 250000 keys");
}

TEST(JsonText, KeepsTheLastOfAKeyThatComesTwiceInThePlaceOfTheFirst) {
  EXPECT_EQ(json_line(parsed(R"({"a":1,"b":2,"a":{"c":3}})")), R"({"a":{"c":3},"b":2})");
  std::string many = R"({"0":"first")";
  for (int i = 0; i < 100; ++i)
    many += ",\"" + std::to_string(i) + "\":" + std::to_string(i);
  const Json object = parsed(many + R"(,"99":"last"})");
  EXPECT_EQ(object.size(), 100U);
  EXPECT_EQ(object.begin().key(), "0");
  EXPECT_EQ(object["0"], 0);
  EXPECT_EQ(object["99"], "last");
}

TEST(JsonText, KeepsTheDigitsOfNumbersWhereAsked) {
  for (const char* digits :
       {"123456789012345678901234567890", "18446744073709551616", "-9223372036854775809", "1e400",
        "-1e400", "1E-400", "-0", "-0.0", "1.10", "0.1000000000000000055", "1e5", "1E+2", "1.5",
        "9223372036854775807", "18446744073709551615", "0", "-1", "1e99999999999999999999999"}) {
    SCOPED_TRACE(digits);
    const auto kept = parse_json(digits, Digits::kept);
    ASSERT_TRUE(kept);
    EXPECT_TRUE(is_any_number(*kept));
    EXPECT_EQ(json_line(*kept), digits);
    EXPECT_EQ(number_text(*kept), digits);
  }
}

TEST(JsonText, RoundsNumbersAsFarAsADoubleHoldsThem) {
  EXPECT_EQ(parsed("123456789012345678901234567890").get<double>(),
            123456789012345678901234567890.0);
  EXPECT_EQ(parsed("1.10").get<double>(), 1.1);
  EXPECT_EQ(parsed("18446744073709551615").get<std::uint64_t>(), 18446744073709551615U);
  EXPECT_EQ(json_line(parsed("1e400")), "1e400");
}

TEST(JsonNumber, HasAValueHoweverItIsWritten) {
  const auto kept = [](std::string_view text) { return *parse_json(text, Digits::kept); };
  EXPECT_EQ(number_value(kept("1.10")), 1.1);
  EXPECT_EQ(number_value(kept("7")), 7);
  EXPECT_EQ(number_value(kept("-1e400")), -std::numeric_limits<double>::infinity());
  EXPECT_EQ(number_value(kept("1e99999999999999999999999")),
            std::numeric_limits<double>::infinity());
  EXPECT_EQ(number_value(kept("1e-99999999999999999999999")), 0);
  EXPECT_EQ(number_value(kept("1e-400")), 0);
  struct Row {
    const char* left;
    const char* right;
    bool same;
  };
  const Row rows[] = {{"1", "1.0", true},
                      {"1.10", "1.1", true},
                      {"10e-1", "1", true},
                      {"0.001e3", "1", true},
                      {"100", "1E2", true},
                      {"-0", "0", true},
                      {"0e999", "0.000", true},
                      {"1e400", "10e399", true},
                      {"1e400", "1e401", false},
                      {"1", "-1", false},
                      {"123456789012345678901234567890", "123456789012345678901234567891", false},
                      {"9007199254740993", "9007199254740992", false},
                      {"1", "\"1\"", false},
                      {R"({"a":1,"b":[2,null]})", R"({"b":[2.0,null],"a":1e0})", true},
                      {R"({"a":1})", R"({"a":1,"b":1})", false},
                      {"[1]", "[1,1]", false}};
  for (const Row& row : rows) {
    SCOPED_TRACE(std::string(row.left) + " and " + row.right);
    EXPECT_EQ(same_value(kept(row.left), kept(row.right)), row.same);
    EXPECT_EQ(same_value(kept(row.right), kept(row.left)), row.same);
  }
}

TEST(JsonText, KeepsSurrogatesWithoutAPartner) {
  for (const char* text : {R"("\ud800")", R"("a\udc00b")", R"({"\udfff\ud800":"\ud83d"})"})
    EXPECT_EQ(json_line(parsed(text)), text);
  EXPECT_EQ(parsed(R"("\ud83c\udf88\/\u0000")"), Json(std::string("\xF0\x9F\x8E\x88/\0", 6)));
}

TEST(JsonText, IsSafeToShow) {
  const Json value =
      parsed(R"({"\u009b31m":"\u202e\u2066\u007f\u2028\u2029\u0090\u001b","o":"gr\u00f6\u00dfe"})");
  EXPECT_EQ(json_line(value),
            R"({"\u009b31m":"\u202e\u2066\u007f\u2028\u2029\u0090\u001b","o":"größe"})");
}

TEST(JsonText, IsIndentedAsPeopleDo) {
  EXPECT_EQ(json_indented(parsed(R"({"a":[1,{}],"b":{"c":[]}})")),
            "{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": {\n    \"c\": []\n  }\n}");
}

TEST(JsonText, KeepsTheOrderOfKeys) {
  EXPECT_EQ(json_line(parsed(R"({"z":1,"a":2})")), R"({"z":1,"a":2})");
}

TEST(JsonText, NeverThrowsOnBytesThatAreNotUtf8) {
  EXPECT_EQ(json_line(Json("\xff")), "\"\xEF\xBF\xBD\"");
}

TEST(SetPath, SetsMakesAndAppends) {
  struct Row {
    const char* before;
    const char* path;
    const char* value;
    const char* after;
  };
  const Row rows[] = {{R"({"a":1})", "a", "2", R"({"a":2})"},
                      {"{}", "a.b.c", "true", R"({"a":{"b":{"c":true}}})"},
                      {R"({"m":[1,2]})", "m.1", "9", R"({"m":[1,9]})"},
                      {R"({"m":[1,2]})", "m.2", "9", R"({"m":[1,2,9]})"},
                      {R"({"m":[]})", "m.0.role", "\"admin\"", R"({"m":[{"role":"admin"}]})"},
                      {R"({"m":[1,2]})", "m[1]", "9", R"({"m":[1,9]})"},
                      {R"({"m":[1,2]})", "m[-1]", "9", R"({"m":[1,9]})"},
                      {R"({"m":[1,2]})", "m.-2", "9", R"({"m":[9,2]})"},
                      {R"({"m":[1,2]})", "m[2]", "9", R"({"m":[1,2,9]})"},
                      {R"({"m":[[1],{}]})", "m[0][0]", "9", R"({"m":[[9],{}]})"},
                      {R"({"m":[{"id":1}]})", ".m[0].id", "9", R"({"m":[{"id":9}]})"},
                      {R"({"m":[{"id":1}]})", ".m.[0].id", "9", R"({"m":[{"id":9}]})"},
                      {R"({"m":[{"id":1}]})", "$.m[0].id", "9", R"({"m":[{"id":9}]})"},
                      {R"({"m":[{"id":1}]})", "m[0][id]", "9", R"({"m":[{"id":9}]})"},
                      {"{}", "m[0].id", "9", R"({"m":[{"id":9}]})"},
                      {"{}", R"(["a.b"]["c d"])", "1", R"({"a.b":{"c d":1}})"},
                      {"{}", R"(.a["b.c"].d)", "1", R"({"a":{"b.c":{"d":1}}})"},
                      {"{}", R"(a."b.c".d)", "1", R"({"a":{"b.c":{"d":1}}})"},
                      {"{}", R"(a['b"\'c'])", "1", R"({"a":{"b\"'c":1}})"},
                      {"{}", R"(a["\u00e9\"]"])", "1", R"({"a":{"é\"]":1}})"},
                      {"{}", R"(a["0"])", "1", R"({"a":{"0":1}})"},
                      {"{}", R"(a\[0\])", "1", R"({"a[0]":1})"},
                      {"{}", R"(a.["*"])", "1", R"({"a":{"*":1}})"},
                      {R"({"a":null})", "a.b", "1", R"({"a":{"b":1}})"},
                      {"{}", R"(a\.b)", "1", R"({"a.b":1})"},
                      {"{}", R"(a\\b)", "1", R"({"a\\b":1})"}};
  for (const Row& row : rows) {
    SCOPED_TRACE(row.path);
    Json root = parsed(row.before);
    ASSERT_TRUE(set_path(root, row.path, parsed(row.value)));
    EXPECT_EQ(json_line(root), row.after);
  }
}

TEST(SetPath, SaysWhereItStopped) {
  struct Row {
    const char* path;
    const char* what;
  };
  const Row rows[] = {
      {"call.cid.x", "cannot set call.cid.x: call.cid is a string"},
      {"members.x", "cannot set members.x: members is an array, and 'x' is not an index"},
      {"members.3", "cannot set members.3: members has 1 item, so the next index is 1"},
      {"call..x", "cannot set 'call..x': a part of the path is empty"},
      {"", "cannot set '': a part of the path is empty"},
      {".", "cannot set '.': a part of the path is empty"},
      {"members.", "cannot set 'members.': a part of the path is empty"},
      {"members[-2]", "cannot set members[-2]: members has 1 item, so -2 is before the first"},
      {"call[0]", "cannot set call[0]: call is an object, and [0] is an index"},
      {"[0]", "cannot set [0]: the outermost value is an object, and [0] is an index"},
      {"members[]", "cannot set 'members[]': [] names no item"},
      {"members[*].x", "cannot set 'members[*].x': '[*]' is neither an index nor a key in quotes"},
      {"members[0:1]",
       "cannot set 'members[0:1]': '[0:1]' is neither an index nor a key in quotes"},
      {"members[0", "cannot set 'members[0': a [ has no ]"},
      {"members0]", "cannot set 'members0]': a ] stands within a key"},
      {"members[0]x", "cannot set 'members[0]x': 'x' has no dot before it"},
      {"members.*.x", "cannot set 'members.*.x': * is no key"},
      {"/members/0", "cannot set '/members/0': it begins with a slash"},
      {"call[\"a", "cannot set 'call[\"a': a quote has no end"},
      {"call[\"a\"", "cannot set 'call[\"a\"': a [ has no ] behind its key"},
      {"call[\"\\x\"]", "cannot set 'call[\"\\x\"]': a key in quotes is not a JSON string"},
      {"ca\"ll", "cannot set 'ca\"ll': a \" stands within a key"},
  };
  for (const Row& row : rows) {
    Json root = parsed(R"({"call":{"cid":"default:a"},"members":[{}]})");
    const auto result = set_path(root, row.path, 1);
    ASSERT_FALSE(result) << row.path;
    EXPECT_EQ(result.error().what, row.what);
    EXPECT_EQ(result.error().kind, ErrorKind::usage);
  }
}

TEST(SetPath, RefusesAPathOfTooManyParts) {
  Json root = Json::object();
  std::string path = "x";
  for (std::size_t i = 1; i < json_path_parts_max; ++i)
    path += ".a";
  EXPECT_TRUE(set_path(root, path, 1));
  EXPECT_NE(find_path(root, path), nullptr);
  const auto refused = set_path(root, path + ".a", 1);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().what.find("the path has more than 256 parts"), std::string::npos);
  EXPECT_FALSE(check_path(std::string(1'000'000, '.')));
  EXPECT_FALSE(check_path(std::string(1'000'000, '[')));
}

TEST(Assignment, EndsItsPathAtTheEqualsSignThatIsNotInQuotes) {
  const struct {
    const char* text;
    const char* path;
    Json value;
  } rows[] = {
      {"a=b=c", "a", "b=c"},
      {"a=", "a", ""},
      {"a:=4", "a", 4},
      {"a:b=c", "a:b", "c"},
      {R"(a:={"b":[1]})", "a", {{"b", {1}}}},
      {R"(["a=b"].c=1)", R"(["a=b"].c)", "1"},
      {R"(['a=b']=1)", "['a=b']", "1"},
      {R"(x."a\"=b":=1)", R"(x."a\"=b")", 1},
      {R"(title=say "hi=there")", "title", R"(say "hi=there")"},
      {R"(it's=1)", "it's", "1"},
  };
  for (const auto& row : rows) {
    const auto read = parse_assignment(row.text);
    ASSERT_TRUE(read && *read) << row.text;
    EXPECT_EQ((*read)->path, row.path) << row.text;
    EXPECT_EQ((*read)->value, row.value) << row.text;
  }
  EXPECT_EQ(json_line((*parse_assignment("a:=1.10"))->value), "1.10");
}

TEST(Assignment, HasAPathAndAValue) {
  for (const char* text : {"", "a", R"(["a=1)", "=1", ":=1"}) {
    const auto read = parse_assignment(text);
    ASSERT_TRUE(read) << text;
    EXPECT_FALSE(*read) << text;
  }
  EXPECT_EQ(parse_assignment("a..b=1").error().what, "a part of the path is empty");
  EXPECT_EQ(parse_assignment("a:={").error().kind, ErrorKind::usage);
  EXPECT_FALSE(parse_assignment("a:={"));
}

TEST(TextAt, IsTheStringOfAField) {
  const Json object = parsed(R"({"a":"x","b":1,"c":null})");
  EXPECT_EQ(text_at(object, "a"), "x");
  for (const char* name : {"b", "c", "d"})
    EXPECT_EQ(text_at(object, name), "") << name;
}

TEST(FindPath, FindsWhatSetPathSets) {
  const Json root = parsed(R"({"a":{"b":[1,{"c":"x"}],"d.e":null}})");
  EXPECT_EQ(*find_path(root, "a.b.1.c"), "x");
  EXPECT_EQ(*find_path(root, R"(a.d\.e)"), Json());
  EXPECT_EQ(*find_path(root, R"(.a["b"][-1].c)"), "x");
  EXPECT_EQ(find_path(root, "a[0]"), nullptr);
  EXPECT_EQ(find_path(root, "a.b[-3]"), nullptr);
  for (const char* path : {"", "x", "a.b.2", "a.b.x", "a.b.0.c", "a..b"})
    EXPECT_EQ(find_path(root, path), nullptr) << path;
}

TEST(Merge, GoesIntoObjectsAndReplacesTheRest) {
  Json target = parsed(R"({"a":{"b":1,"c":[1,2]},"d":1})");
  merge_over(target, parsed(R"({"a":{"c":[3],"e":null},"d":{"x":1}})"));
  EXPECT_EQ(json_line(target), R"({"a":{"b":1,"c":[3],"e":null},"d":{"x":1}})");
}

TEST(JsonPath, RemovesWhatIsThere) {
  const struct {
    const char* path;
    const char* left;
  } rows[] = {
      {"a", R"({"l":[1,{"b":2},3]})"},
      {"a.b", R"({"a":{"c.d":2},"l":[1,{"b":2},3]})"},
      {R"(a["c.d"])", R"({"a":{"b":1},"l":[1,{"b":2},3]})"},
      {"l[0]", R"({"a":{"b":1,"c.d":2},"l":[{"b":2},3]})"},
      {"l.-1", R"({"a":{"b":1,"c.d":2},"l":[1,{"b":2}]})"},
      {"l[1].b", R"({"a":{"b":1,"c.d":2},"l":[1,{},3]})"},
      {"nothing", R"({"a":{"b":1,"c.d":2},"l":[1,{"b":2},3]})"},
      {"a.b.c", R"({"a":{"b":1,"c.d":2},"l":[1,{"b":2},3]})"},
      {"l[3]", R"({"a":{"b":1,"c.d":2},"l":[1,{"b":2},3]})"},
      {"l[-4]", R"({"a":{"b":1,"c.d":2},"l":[1,{"b":2},3]})"},
      {"l.x", R"({"a":{"b":1,"c.d":2},"l":[1,{"b":2},3]})"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.path);
    Json root = parsed(R"({"a":{"b":1,"c.d":2},"l":[1,{"b":2},3]})");
    EXPECT_TRUE(remove_path(root, row.path));
    EXPECT_EQ(json_line(root), row.left);
  }
  Json root = Json::object();
  EXPECT_EQ(remove_path(root, "a..b").error().what, "a part of the path is empty");
}

}  // namespace
}  // namespace streamctl
