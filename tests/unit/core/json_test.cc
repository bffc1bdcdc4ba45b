#include "core/json.h"

#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace streamctl {
namespace {

Json parsed(std::string_view text) {
  return *parse_json(text);
}

TEST(JsonText, IsRefusedWithItsPlace) {
  const auto result = parse_json("{\"a\": 1,\n \"b\": }");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().what, "not valid JSON at line 2, column 7");
}

TEST(JsonText, IsRefusedWhereItNestsTooDeep) {
  EXPECT_FALSE(parse_json(std::string(100'000, '[')));
  EXPECT_TRUE(parse_json("\"" + std::string(100'000, '[') + "\""));
  EXPECT_TRUE(parse_json(std::string(json_depth_max, '[') + std::string(json_depth_max, ']')));
}

std::string object_of(std::size_t keys) {
  std::string text = "{";
  for (std::size_t i = 0; i < keys; ++i)
    text += (i == 0 ? "\"" : ",\"") + std::to_string(i) + "\":{\"a\":1}";
  return text + "}";
}

TEST(JsonText, IsRefusedWhereAnObjectHasTooManyKeys) {
  EXPECT_TRUE(parse_json(object_of(json_keys_max)));
  const auto refused = parse_json(object_of(json_keys_max + 1));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().what, "a JSON object has more than 4096 keys");
  EXPECT_TRUE(parse_json("\"" + std::string(5000, ':') + "\""));
}

TEST(JsonText, RefusesNumbersOutOfRange) {
  EXPECT_FALSE(parse_json("[1e999]"));
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
      {"members.3", "cannot set members.3: members has 1 items, so the next index is 1"},
      {"call..x", "cannot set 'call..x': a part of the path is empty"},
      {"", "cannot set '': a part of the path is empty"},
  };
  for (const Row& row : rows) {
    Json root = parsed(R"({"call":{"cid":"default:a"},"members":[{}]})");
    const auto result = set_path(root, row.path, 1);
    ASSERT_FALSE(result) << row.path;
    EXPECT_EQ(result.error().what, row.what);
    EXPECT_EQ(result.error().kind, ErrorKind::usage);
  }
}

TEST(FindPath, FindsWhatSetPathSets) {
  const Json root = parsed(R"({"a":{"b":[1,{"c":"x"}],"d.e":null}})");
  EXPECT_EQ(*find_path(root, "a.b.1.c"), "x");
  EXPECT_EQ(*find_path(root, R"(a.d\.e)"), Json());
  for (const char* path : {"", "x", "a.b.2", "a.b.x", "a.b.0.c", "a..b"})
    EXPECT_EQ(find_path(root, path), nullptr) << path;
}

TEST(Merge, GoesIntoObjectsAndReplacesTheRest) {
  Json target = parsed(R"({"a":{"b":1,"c":[1,2]},"d":1})");
  merge_over(target, parsed(R"({"a":{"c":[3],"e":null},"d":{"x":1}})"));
  EXPECT_EQ(json_line(target), R"({"a":{"b":1,"c":[3],"e":null},"d":{"x":1}})");
}

}  // namespace
}  // namespace streamctl
