#include "emulator/operations/routes.h"

#include <set>

#include "emulator/bench.h"
#include "emulator/state/dates.h"

namespace streamctl::emulator {
namespace {

TEST(Routes, AreFoundOnBothSurfaces) {
  const struct {
    const char* method;
    const char* path;
    const char* operation;  ///< "" if none matches.
    DateForm dates;
  } rows[] = {
      {"GET", "/api/v2/video/call/default/a", "GetCall", DateForm::nanoseconds},
      {"GET", "/video/call/default/a", "GetCall", DateForm::text},
      {"POST", "/video/call/default/a", "GetOrCreateCall", DateForm::text},
      {"POST", "/api/v2/video/call/members", "QueryCallMembers", DateForm::nanoseconds},
      {"POST", "/api/v2/video/call/default/a/recordings/raw/stop", "StopRecording",
       DateForm::nanoseconds},
      {"POST", "/video/call/default/a/rtmp_broadcasts/stop", "StopAllRTMPBroadcasts",
       DateForm::text},
      {"POST", "/video/call/default/a/rtmp_broadcasts/x/stop", "StopRTMPBroadcast", DateForm::text},
      {"POST", "/api/v2/users", "UpdateUsers", DateForm::nanoseconds},
      {"POST", "/video/guest", "CreateGuest", DateForm::text},
      {"POST", "/users", "UpdateUsers", DateForm::text},
      {"GET", "/api/v2/users/block", "GetBlockedUsers", DateForm::nanoseconds},
      {"POST", "/video/call/default/a/start_recording", "StartRecording", DateForm::text},
      {"POST", "/api/v2/video/users", "", DateForm::nanoseconds},
      {"GET", "/api/v2/call/default/a", "", DateForm::nanoseconds},
      {"GET", "/video/call/default", "", DateForm::text},
      {"GET", "/video/call/default/", "", DateForm::text},
      {"GET", "/video/call/default/%zz", "", DateForm::text},
      {"GET", "/video/call/default/%ff", "", DateForm::text},
      {"PUT", "/video/call/default/a", "", DateForm::text},
      {"GET", "/", "", DateForm::text},
      {"GET", "", "", DateForm::text},
      {"GET", "/api/v2", "", DateForm::text},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(std::string(row.method) + " " + row.path);
    const Match match = match_route(row.method, row.path);
    EXPECT_EQ(match.route == nullptr ? "" : match.route->operation.name, row.operation);
    if (match.route != nullptr) {
      EXPECT_EQ(match.dates, row.dates);
    }
  }
}

TEST(Routes, DecodeWhatThePathNames) {
  const Match match = match_route("GET", "/video/call/default/a%20b+c");
  EXPECT_EQ(match.parameters.at("type"), "default");
  EXPECT_EQ(match.parameters.at("id"), "a b+c");
}

TEST(Routes, AreNoneTwice) {
  std::set<std::string> seen;
  for (const Operation& one : operations()) {
    for (const std::string& path : one.paths)
      EXPECT_TRUE(seen.insert(one.method + path).second) << one.method << path;
  }
}

TEST(Routes, MissWhatTheTableSaysIsMissing) {
  for (const Route& route : routes())
    EXPECT_EQ(route.is_implemented, route.operation.support != "missing") << route.operation.name;
  Bench bench;
  const auto answer = bench.server("POST", "/api/v2/polls", {{"name", "lunch?"}});
  EXPECT_EQ(answer.status, 501U);
  EXPECT_EQ(mismatch_of(answer.body, "APIError"), std::nullopt);
  EXPECT_THAT(answer.body["message"].get<std::string>(),
              HasSubstr("the emulator does not have this operation"));
}

TEST(Target, TakesAQueryApart) {
  const RequestTarget target = parse_request_target("/a/b?x=1&y=a+b%26&x=2&flag&=z&bad=%f");
  EXPECT_EQ(target.path, "/a/b");
  EXPECT_EQ(target.parameter("x"), "1") << "the first counts";
  EXPECT_EQ(target.parameter("y"), "a b&");
  EXPECT_EQ(target.parameter("flag"), "");
  EXPECT_EQ(target.parameter("bad"), "");
}

TEST(Dates, BecomeNumbersWhereASchemaSaysTheyAreTimes) {
  Json value = Json::parse(R"({
    "created_at": "1970-01-01T00:00:01.5Z", "name": "1970-01-01T00:00:01Z", "ended_at": null,
    "session": {"accepted_by": {"john": "1970-01-01T00:00:02Z"}},
    "members": [{"updated_at": "1970-01-01T00:00:03Z"}],
    "custom": {"created_at": "1970-01-01T00:00:04Z"}})");
  times_to_nanoseconds(value);
  EXPECT_EQ(value, Json::parse(R"({
    "created_at": 1500000000, "name": "1970-01-01T00:00:01Z", "ended_at": null,
    "session": {"accepted_by": {"john": 2000000000}},
    "members": [{"updated_at": 3000000000}],
    "custom": {"created_at": "1970-01-01T00:00:04Z"}})"));
}

TEST(RateLimits, CountByOperationAndMinute) {
  RateLimits limits;
  const WallTime now{1'700'000'010s};
  const RateLimit first = limits.count("GetCall", now);
  EXPECT_EQ(first.limit - first.remaining, 1);
  EXPECT_EQ(first.reset, 1'700'000'040);
  EXPECT_EQ(limits.count("GetCall", now).remaining, first.remaining - 1);
  EXPECT_EQ(limits.count("GetCall", now + 60s).remaining, first.remaining);
  EXPECT_EQ(limits.view("GetApp,GetCall", now)["GetApp"]["remaining"], first.limit);
  EXPECT_EQ(limits.view("", now).size(), 1U);
}

}  // namespace
}  // namespace streamctl::emulator
