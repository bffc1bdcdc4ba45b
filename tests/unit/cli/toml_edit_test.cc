#include "commands/config/toml_edit.h"

#include <string>

#include <gtest/gtest.h>

namespace streamctl::cli {
namespace {

struct Row {
  const char* text;
  const char* table;
  const char* key;
  const char* value;
  const char* edited;
};

TEST(TomlEdit, ChangesOneValueAndKeepsTheRest) {
  const Row rows[] = {
      {"", "default", "api_key", "k", "[default]\napi_key = \"k\"\n"},
      {"", "", "profile", "p", "profile = \"p\"\n"},
      {"# mine\n[default]\napi_key = 'a' # old\nx = 1\n", "default", "api_key", "b",
       "# mine\n[default]\napi_key = \"b\" # old\nx = 1\n"},
      {"[default]\napi_key = \"a\"\n\n# next\n[staging]\n", "default", "user_id", "u",
       "[default]\napi_key = \"a\"\nuser_id = \"u\"\n\n# next\n[staging]\n"},
      {"[default]\n# empty\n[staging]\napi_key = \"s\"", "staging", "user_id", "u",
       "[default]\n# empty\n[staging]\napi_key = \"s\"\nuser_id = \"u\"\n"},
      {"[staging]\n# none yet\n", "staging", "api_key", "k",
       "[staging]\napi_key = \"k\"\n# none yet\n"},
      {"[default]\n", "staging", "api_key", "k", "[default]\n\n[staging]\napi_key = \"k\"\n"},
      {"[default]", "eu.prod", "api_key", "k", "[default]\n\n[\"eu.prod\"]\napi_key = \"k\"\n"},
      {"[\"eu.prod\"]\napi_key = \"a\"\n", "eu.prod", "api_key", "b",
       "[\"eu.prod\"]\napi_key = \"b\"\n"},
      {"api_key = \"a\"\n[x]\n", "default", "api_key", "b", "api_key = \"b\"\n[x]\n"},
      {"api_key = \"a\"\n[x]\n", "default", "user_id", "u",
       "api_key = \"a\"\nuser_id = \"u\"\n[x]\n"},
      {"# note\n[x]\n", "", "profile", "x", "profile = \"x\"\n\n# note\n[x]\n"},
      {"profile = \"a\"\n[x]\n", "", "profile", "x", "profile = \"x\"\n[x]\n"},
      {"[default]\r\napi_key = \"a\"\r\n", "default", "user_id", "u",
       "[default]\r\napi_key = \"a\"\r\nuser_id = \"u\"\r\n"},
      {"\xEF\xBB\xBF[default]\napi_key = \"a\"\n", "default", "api_key", "b",
       "\xEF\xBB\xBF[default]\napi_key = \"b\"\n"},
      {"[default]\n\"\xC3\xA4\xC3\xA4\" = 1\napi_key = \"\xC3\xA4\" # \xC3\xA4\n", "default",
       "api_key", "\xC3\xB6",
       "[default]\n\"\xC3\xA4\xC3\xA4\" = 1\napi_key = \"\xC3\xB6\" # \xC3\xA4\n"},
      {"[default]\napi_key = \"\"\"\na\nb\"\"\"\nuser_id = \"u\"\n", "default", "api_key", "b",
       "[default]\napi_key = \"b\"\nuser_id = \"u\"\n"},
      {"x = [\n  1,\n]\n", "default", "api_key", "k", "x = [\n  1,\n]\napi_key = \"k\"\n"},
      {"default.api_key = \"a\"\n", "default", "api_key", "b", "default.api_key = \"b\"\n"},
      {"[default]\n", "default", "api_secret", "a\"b\\c\n",
       "[default]\napi_secret = \"a\\\"b\\\\c\\u000A\"\n"},
      {"s = { api_key = \"a\", user_id = \"u\" }\n", "s", "api_key", "b",
       "s = { api_key = \"b\", user_id = \"u\" }\n"},
  };
  for (const Row& row : rows) {
    const auto edited = with_toml_value(row.text, row.table, row.key, row.value);
    ASSERT_TRUE(edited) << row.text << "\n" << edited.error().what;
    EXPECT_EQ(*edited, row.edited);
  }
}

TEST(TomlEdit, RefusesWhatItCannotChangeSafely) {
  for (const char* text : {"s = { user_id = \"u\" }\n", "s.user_id = \"u\"\n", "[s]\n\"\n"}) {
    const auto edited = with_toml_value(text, "s", "api_key", "k");
    ASSERT_FALSE(edited) << *edited;
    EXPECT_EQ(edited.error().kind, ErrorKind::config);
  }
}

}  // namespace
}  // namespace streamctl::cli
