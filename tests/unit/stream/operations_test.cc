#include "stream/operations.h"

#include <algorithm>
#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace streamctl::stream {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

std::string name(const ApiOperation* operation) {
  return operation == nullptr ? "none" : operation->name;
}

TEST(Operations, AreComplete) {
  EXPECT_EQ(api_operations().size(), 166U);
  std::set<std::string> requests;
  std::set<std::string> names;
  for (const ApiOperation& one : api_operations()) {
    EXPECT_THAT(one.path, StartsWith("/")) << one.name;
    EXPECT_FALSE(one.summary.empty() || one.summary.ends_with('.')) << one.name;
    EXPECT_LE(one.summary.size(), 70U) << one.name;
    EXPECT_TRUE(requests.insert(one.method + " " + one.path).second) << one.path;
    EXPECT_TRUE(names.insert(one.name).second) << one.name;
  }
}

TEST(Operations, AreFoundByPath) {
  EXPECT_EQ(name(find_operation("POST", "/video/call/default/standup")), "GetOrCreateCall");
  EXPECT_EQ(name(find_operation("GET", "/video/call/default/standup")), "GetCall");
  EXPECT_EQ(name(find_operation("POST", "/video/call/members")), "QueryCallMembers");
  EXPECT_EQ(name(find_operation("POST", "/polls/query")), "QueryPolls");
  EXPECT_EQ(name(find_operation("GET", "/roles/search")), "SearchRoles");
  for (const char* path : {"", "/", "/video/call/default", "/video/call//standup", "/users/john",
                           "/users/", "users", "/video/calls/"})
    EXPECT_EQ(find_operation("GET", path), nullptr) << path;
}

TEST(Operations, NearOnesAreSuggested) {
  const struct {
    const char* method;
    const char* path;
    const char* name;
  } rows[] = {
      {"GET", "/video/calls", "QueryCalls"},
      {"POST", "/video/cals", "QueryCalls"},
      {"POST", "/video/call/default/standup/nonsense", "GetOrCreateCall"},
      {"POST", "/video/call/default/standup/recation", "SendVideoReaction"},
      {"GET", "/video/call/default:standup", "GetCall"},
      {"GET", "/call/default/standup", "GetCall"},
      {"GET", "/users/john", "QueryUsers"},
      {"GET", "/video/users", "QueryUsers"},
      {"GET", "/", "none"},
      {"GET", "/nothing/like/this/at/all", "none"},
  };
  for (const auto& row : rows)
    EXPECT_EQ(name(nearest_operation(row.method, row.path)), row.name) << row.path;
  EXPECT_EQ(nearest_operation("GET", "/" + std::string(100'000, '/')), nullptr);
  EXPECT_EQ(nearest_operation("GET", "/" + std::string(1'000'000, 'x')), nullptr);
}

TEST(Operations, PathsAreCompletedWithTheValuesTyped) {
  EXPECT_THAT(path_completions("/video/call/default/standup/reac"),
              ElementsAre("/video/call/default/standup/reaction"));
  EXPECT_THAT(path_completions("/video/call/default/standup/recordings/"),
              ElementsAre("/video/call/default/standup/recordings/{recording_type}/start",
                          "/video/call/default/standup/recordings/{recording_type}/stop"));
  EXPECT_THAT(path_completions("/video/call/"),
              AllOf(Contains("/video/call/{type}/{id}"), Contains("/video/call/members"),
                    Not(Contains("/video/calls"))));
  EXPECT_THAT(path_completions("/api/v2/us"),
              AllOf(Contains("/api/v2/users"), Each(StartsWith("/api/v2/us"))));
  std::set<std::string> paths;
  for (const ApiOperation& one : api_operations())
    paths.insert(one.path);
  EXPECT_EQ(path_completions("/").size(), paths.size());
  EXPECT_THAT(path_completions("/nothing"), IsEmpty());
}

}  // namespace
}  // namespace streamctl::stream
