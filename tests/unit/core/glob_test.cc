#include "core/glob.h"

#include <string>

#include <gtest/gtest.h>

namespace streamctl {
namespace {

TEST(Glob, MatchesTheWholeText) {
  struct Row {
    const char* pattern;
    const char* text;
    bool expected;
  };
  const Row rows[] = {{"call.*", "call.created", true},
                      {"call.*", "user.banned", false},
                      {"*", "", true},
                      {"", "", true},
                      {"", "a", false},
                      {"call.?ing", "call.ring", true},
                      {"*.session_*", "call.session_started", true},
                      {"*_started", "call.session_started", true},
                      {"*_started", "call.session_starte", false},
                      {"call.[rm]*", "call.missed", true},
                      {"call.[!rm]*", "call.missed", false},
                      {"[a-c]x", "bx", true},
                      {"[a-c]x", "dx", false},
                      {"[]]x", "]x", true},
                      {"[abc", "[abc", true},
                      {"a\\*", "a*", true},
                      {"a\\*", "ab", false},
                      {"default:stand*", "default:standup", true}};
  for (const Row& row : rows)
    EXPECT_EQ(glob_match(row.pattern, row.text), row.expected) << row.pattern << " ~ " << row.text;
}

TEST(Glob, DoesNotExplodeOnManyStars) {
  std::string pattern;
  for (int i = 0; i < 50; ++i)
    pattern += "*a";
  EXPECT_FALSE(glob_match(pattern + "b", std::string(5000, 'a')));
}

}  // namespace
}  // namespace streamctl
