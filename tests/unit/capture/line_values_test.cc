#include "capture/line_values.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace streamctl::capture {
namespace {

using Found = std::vector<std::string_view>;

TEST(ValuesIn, CutsWhatStandsBehindOneAnother) {
  const struct {
    const char* text;
    Found expected;
  } rows[] = {
      {"", {}},
      {"{\"a\":1}", {}},
      {"{\"a\":1}{\"b\":2}", {"{\"a\":1}", "{\"b\":2}"}},
      {"{\"a\":1} \t{\"b\":[2,{}]}", {"{\"a\":1}", "{\"b\":[2,{}]}"}},
      {"{\"a\":1},", {"{\"a\":1}"}},
      {"\x1e{\"a\":1}", {"{\"a\":1}"}},
      {"{\"a\":1}\xE2\x80\xA8{\"b\":2}\xE2\x80\xA9\xC2\xA0", {"{\"a\":1}", "{\"b\":2}"}},
      {"[{\"a\":1}, {\"b\":2}] {\"c\":3}", {"{\"a\":1}", "{\"b\":2}", "{\"c\":3}"}},
      {"[[{}],{}]", {"{}", "{}"}},
      {"{\"a\":\"}{\\\"\"}{}", {"{\"a\":\"}{\\\"\"}", "{}"}},
      {"[]", {}},
      // Must not be cut:
      {"{\"a\":1}{\"b\":", {}},
      {"{\"a\":1} x", {}},
      {"x {\"a\":1}", {}},
      {"[{\"a\":1}", {}},
      {"{\"a\":1}]", {}},
      {"{\"a\":1}\xE2\x80\xA7{}", {}},
      {"[1, 2]", {}},
      {"eyJ0eXBlIjoieCJ9", {}},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.text);
    EXPECT_EQ(values_in(row.text), row.expected);
  }
}

}  // namespace
}  // namespace streamctl::capture
