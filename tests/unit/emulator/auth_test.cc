#include "emulator/state/auth.h"

#include "emulator/bench.h"

namespace streamctl::emulator {
namespace {

const WallTime now{1'700'000'000s};

Result<Caller, Failure> check(const std::string& token, bool is_unchecked = false) {
  Authority authority("emulator", Secret("secret"));
  return authority.check_token(token, is_unchecked, now);
}

std::string token(const Json& claims) {
  return crypto::sign_jwt(claims, "secret");
}

std::string development_token() {
  const std::string made = token({{"user_id", "john"}});
  return made.substr(0, made.rfind('.')) + ".devtoken";
}

TEST(Authority, TakesTheTokensOfficialSdksMake) {
  // Made with stream-node 0.8.2.
  const auto server = check(
      "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzZXJ2ZXIiOnRydWV9.DHnfQolWsEGFcTR7ZwVBbIVUFAvxzDJ"
      "XzB6UlyU-7JQ");
  EXPECT_EQ(server->kind, Caller::Kind::server);
  // As stream-py makes it: no claims at all.
  const auto python =
      check("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.e30.t-IDcSemACt8x4iTMCda8Yhe3iZaWbvV5XKSTbuAn0M");
  EXPECT_EQ(python->kind, Caller::Kind::server);
  const auto john = check(
      "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."
      "eyJ1c2VyX2lkIjoiam9obiIsImlhdCI6MTcwMDAwMDAwMCwiZXhwIjoxNzAwMDAzNjAwfQ.Gul7jk3kJWxy7a0tFje"
      "Vs4xElxDUsW6ZaaifIeem8zE");
  EXPECT_EQ(john->user_id, "john");
}

TEST(Authority, RefusesWithTheCodeOfTheReason) {
  const struct {
    const char* name;
    std::string token;
    int code;
  } rows[] = {
      {"no token", "", 5},
      {"no JWT", "abc", 5},
      {"another secret", crypto::sign_jwt({{"user_id", "john"}}, "other"), 43},
      {"expired", token({{"user_id", "john"}, {"exp", 1'699'999'999}}), 40},
      {"expires now", token({{"user_id", "john"}, {"exp", 1'700'000'000}}), 40},
      {"not valid yet", token({{"user_id", "john"}, {"nbf", 1'700'000'006}}), 41},
      {"issued ahead", token({{"user_id", "john"}, {"iat", 1'700'000'006}}), 42},
      {"user of another kind", token({{"user_id", 7}}), 5},
      {"empty user", token({{"user_id", ""}}), 5},
      {"time as text", token({{"user_id", "john"}, {"exp", "soon"}}), 5},
      {"development token", development_token(), 43},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    const auto checked = check(row.token);
    ASSERT_FALSE(checked);
    EXPECT_EQ(checked.error().code, row.code);
    EXPECT_EQ(checked.error().status, 401U);
  }
}

TEST(Authority, AllowsClocksToDifferByFiveSeconds) {
  EXPECT_TRUE(check(token({{"user_id", "john"}, {"iat", 1'700'000'005}})));
  EXPECT_TRUE(check(token({{"user_id", "john"}, {"nbf", 1'700'000'005}})));
}

TEST(Authority, TakesDevelopmentTokensOnlyWithoutChecks) {
  EXPECT_FALSE(check(development_token(), false));
  EXPECT_EQ(check(development_token(), true)->user_id, "john");
}

TEST(Authority, ExpiresWhatItHasSeenAndTakesWhatIsNew) {
  Authority authority("emulator", Secret("secret"));
  const std::string first = token({{"user_id", "john"}});
  const std::string server = token({{"server", true}});
  ASSERT_TRUE(authority.check_token(first, false, now));
  authority.expire_tokens(now);
  EXPECT_EQ(authority.check_token(first, false, now).error().code, 40);
  EXPECT_TRUE(authority.check_token(server, false, now));
  const std::string fresh = token({{"user_id", "john"}, {"iat", 1'699'999'999}});
  EXPECT_TRUE(authority.check_token(fresh, false, now));
  const std::string unseen = token({{"user_id", "john"}, {"iat", 1'699'999'000}});
  EXPECT_EQ(authority.check_token(unseen, false, now).error().code, 40);
}

TEST(State, KeepsACallTokenToItsCalls) {
  Bench bench;
  bench.call();
  const std::string mine = Bench::token({{"user_id", "jane"}, {"call_cids", {"default:a"}}});
  EXPECT_EQ(bench.ask(mine, "GET", "/video/call/default/a").status, 200U);
  const auto other = bench.ask(mine, "GET", "/video/call/default/b");
  EXPECT_EQ(other.status, 403U);
  EXPECT_EQ(other.body["code"], 17);
}

TEST(State, RefusesWhoIsNotOfTheApp) {
  Bench bench;
  const auto wrong_key =
      apply(bench.state, {"GET", parse_request_target("/api/v2/app?api_key=other"), "", ""});
  EXPECT_EQ(wrong_key.answer.status, 401U);
  EXPECT_EQ(Json::parse(wrong_key.answer.body)["code"], 2);
  EXPECT_EQ(bench.ask("", "GET", "/api/v2/app").body["code"], 5);
  bench.users({"john"});
  EXPECT_EQ(bench.as("john", "PATCH", "/api/v2/app", Json::object()).body["code"], 17);
  const Json app = bench.as("john", "GET", "/api/v2/app").body["app"];
  EXPECT_EQ(app["event_hooks"], Json::array()) << "with the secrets of hooks";
}

}  // namespace
}  // namespace streamctl::emulator
