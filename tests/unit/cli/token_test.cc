#include "crypto/token.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "cli/test_host.h"
#include "core/json.h"
#include "core/text.h"
#include "core/time_text.h"
#include "crypto/jwt.h"

namespace streamctl::cli {
namespace {

using testing::Given;
using ::testing::HasSubstr;
using testing::Ran;
using testing::run_streamctl;

// Made by Stream's node SDK with the secret "secret": user john, expired in 2023.
constexpr const char* expired =
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."
    "eyJ1c2VyX2lkIjoiam9obiIsImlhdCI6MTcwMDAwMDAwMCwiZXhwIjoxNzAwMDAzNjAwfQ."
    "Gul7jk3kJWxy7a0tFjeVs4xElxDUsW6ZaaifIeem8zE";

TEST(TokenCommand, PrintsATokenAndNothingElse) {
  const Ran server = run_streamctl({"token", "--server"});
  EXPECT_EQ(server.code, 0);
  EXPECT_EQ(server.err, "");
  EXPECT_EQ(server.out,
            "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzZXJ2ZXIiOnRydWV9."
            "DHnfQolWsEGFcTR7ZwVBbIVUFAvxzDJXzB6UlyU-7JQ\n");
  const Ran user = run_streamctl({"token", "--user-id", "john"});
  const auto verdict =
      crypto::judge_token(trimmed(user.out), Secret("secret"), SystemClock().now());
  ASSERT_TRUE(verdict);
  EXPECT_EQ(verdict->signature, crypto::TokenSignature::ours);
  const auto claims = crypto::decode_jwt(trimmed(user.out))->claims;
  EXPECT_EQ(claims["user_id"], "john");
  EXPECT_EQ(claims["exp"].get<int>() - claims["iat"].get<int>(), 3605);
}

TEST(TokenCommand, NeedsToKnowWhoseItIs) {
  const struct {
    std::vector<std::string> arguments;
    const char* words;
  } rows[] = {
      {{}, "--user-id"},
      {{"--server", "--role", "admin"}, "--server: "},
      {{"--user-id", "j", "--role", "admin"}, "--role: "},
      {{"--user-id", "j", "--call", "x"}, "--call: 'x' is no call"},
      {{"--user-id", "j", "--expires-in", "999ms"}, "--expires-in: "},
      {{"--user-id", "\xff"}, "--user-id: "},
  };
  for (const auto& row : rows) {
    std::vector<std::string> arguments{"token"};
    arguments.insert(arguments.end(), row.arguments.begin(), row.arguments.end());
    const Ran ran = run_streamctl(arguments);
    EXPECT_EQ(ran.code, 2) << row.words;
    EXPECT_EQ(ran.out, "");
    EXPECT_THAT(ran.err, HasSubstr(row.words));
  }
  EXPECT_THAT(run_streamctl({"token", "--server"}, {.environment = {}}).err,
              HasSubstr("STREAM_API_SECRET"));
}

TEST(TokenInspect, SaysWhatATokenIs) {
  const Ran pretty = run_streamctl({"token", "inspect", expired});
  EXPECT_EQ(pretty.code, 1);
  EXPECT_THAT(pretty.out, HasSubstr("\"user_id\": \"john\""));
  EXPECT_THAT(
      pretty.out,
      HasSubstr("expires    " + local_time_text(*parse_rfc3339("2023-11-14T23:13:20Z")) + ", "));
  EXPECT_THAT(pretty.out, HasSubstr("validity   expired\n"));
  EXPECT_THAT(pretty.out, HasSubstr("signature  ours"));
  EXPECT_THAT(pretty.out, HasSubstr("acts for   the user john\n"));
  EXPECT_THAT(pretty.out, HasSubstr("verdict    Stream refuses it (code 40): token has expired"));
  const Ran json = run_streamctl({"token", "inspect", "-o", "json"},
                                 {.environment = {}, .input = std::string(expired) + "\n"});
  EXPECT_EQ(json.out,
            R"({"kind":"token","header":{"alg":"HS256","typ":"JWT"},"claims":{"user_id":"john",)"
            R"("iat":1700000000,"exp":1700003600},"issued_at":"2023-11-14T22:13:20Z",)"
            R"("expires_at":"2023-11-14T23:13:20Z","validity":"expired","signature":"unchecked",)"
            R"("acts_for":"user","valid":false,"faults":[{"code":40,"reason":"token has expired: )"
            R"(exp is 1700003600"}],"notes":[]})"
            "\n");
}

TEST(TokenInspect, RefusesWhatIsNoToken) {
  const Ran ran = run_streamctl({"token", "inspect", "s3cret.s3cret"});
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.err, HasSubstr("not a JWT"));
  EXPECT_THAT(ran.err, ::testing::Not(HasSubstr("s3cret")));
}

}  // namespace
}  // namespace streamctl::cli
