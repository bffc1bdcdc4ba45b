#include "core/json_fault.h"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "core/json_reader.h"

namespace streamctl {
namespace {

using std::string_literals::operator""s;

TEST(JsonFault, SaysWhereAndWhy) {
  const struct {
    std::string text;
    const char* said;
  } rows[] = {
      {"", "column 1: it is empty"},
      {R"({"a":1,})", "column 8: a comma before the closing bracket"},
      {"{\n\"a\":1,\n}", "line 3, column 1: a comma before the closing bracket"},
      {R"({"a": ,"b":1})", "column 7: a value is missing"},
      {R"([,1])", "column 2: a comma too many"},
      {R"({"a":NaN})", "column 6: NaN is no JSON number"},
      {R"({"a":-Infinity})", "column 7: Infinity is no JSON number"},
      {R"({"a":None})", "column 6: Python's None is null in JSON"},
      {R"({"a":undefined})", "column 6: undefined is no JSON value"},
      {R"({"a":01})", "column 7: a number that begins with 0"},
      {R"({"a":.5})", "column 6: a number that begins with its point"},
      {R"({"a":1.})", "column 8: a number that ends with its point"},
      {R"({"a":+1})", "column 6: a number with a plus sign"},
      {R"({"a":0x10})", "column 7: a hexadecimal number"},
      {R"({"a":"b)", "column 8: it is cut short"},
      {R"({"a":tru)", "column 6: it is cut short"},
      {R"({"a":"\u12)", "column 7: it is cut short"},
      {R"({"a":"1.\q"})", "column 9: an escape that JSON does not have"},
      {"{\"a\":\"x1.\n\"}",
       "line 1, column 10: a line break within a string, where it is written \\n"},
      {"{\"a\":\"x\t\"}",
       "column 8: a control character within a string, where it is written as an escape"},
      {"{\"a\":\"\xE9\"}", "column 7: bytes that are not UTF-8"},
      {R"({a:1})", "column 2: a name without quotes"},
      {R"({'a':1})", "column 2: a single quote; JSON takes double quotes"},
      {R"({"a":1 /*b*/})", "column 8: a comment, which JSON has none of"},
      {R"({"a":1}{"b":2})", "column 8: something follows the value"},
      {"{\"a\":1}\0"s, "column 8: a NUL byte"},
      {R"({"a" 1})", "column 6"},
      {R"({"a":})", "column 6: a value is missing"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.text);
    EXPECT_FALSE(is_json(row.text));
    EXPECT_EQ(json_fault(row.text), "not valid JSON at "s + row.said);
  }
}

}  // namespace
}  // namespace streamctl
