#include "crypto/jwt.h"

#include <algorithm>
#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/encoding.h"
#include "crypto/token.h"

namespace streamctl::crypto {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* header = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9";
// Made by Stream's node SDK with the secret "secret"; the empty one is a server token of its Python
// SDK.
const struct {
  const char* claims;
  const char* token;
} golden[] = {
    {R"({"server":true})",
     "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzZXJ2ZXIiOnRydWV9."
     "DHnfQolWsEGFcTR7ZwVBbIVUFAvxzDJXzB6UlyU-7JQ"},
    {R"({"user_id":"john","iat":1700000000,"exp":1700003600})",
     "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."
     "eyJ1c2VyX2lkIjoiam9obiIsImlhdCI6MTcwMDAwMDAwMCwiZXhwIjoxNzAwMDAzNjAwfQ."
     "Gul7jk3kJWxy7a0tFjeVs4xElxDUsW6ZaaifIeem8zE"},
    {"{}", "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.e30.t-IDcSemACt8x4iTMCda8Yhe3iZaWbvV5XKSTbuAn0M"},
    {R"({"user_id":"john","call_cids":["default:a"],"role":"admin","iat":1700000000,)"
     R"("exp":1700003600})",
     "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."
     "eyJ1c2VyX2lkIjoiam9obiIsImNhbGxfY2lkcyI6WyJkZWZhdWx0OmEiXSwicm9sZSI6ImFkbWluIiwiaWF0IjoxNzA"
     "wMDAwMDAwLCJleHAiOjE3MDAwMDM2MDB9."
     "X0_LrJWtuQQl5YTOiTXUk-1N7e92sBQkP2gKCCB0cZ4"},
};

/// Whether `token` declares HS256 and has the signature that `key` makes.
bool is_signed_with(std::string_view token, std::string_view key) {
  const auto verdict = judge_token(token, Secret(std::string(key)), WallTime{});
  return verdict && verdict->signature == TokenSignature::ours &&
         std::none_of(verdict->faults.begin(), verdict->faults.end(),
                      [](const TokenFault& fault) { return fault.code == 43; });
}

TEST(Jwt, IsWhatStreamsSdksMake) {
  for (const auto& row : golden) {
    EXPECT_EQ(sign_jwt(Json::parse(row.claims), "secret"), row.token);
    EXPECT_TRUE(is_signed_with(row.token, "secret"));
    const auto decoded = decode_jwt(row.token);
    ASSERT_TRUE(decoded);
    EXPECT_EQ(decoded->header, Json::parse(R"({"alg":"HS256","typ":"JWT"})"));
    EXPECT_EQ(json_line(decoded->claims), row.claims);
  }
}

TEST(Jwt, KeepsTheVectorOfRfc7515) {
  // RFC 7515, appendix A.1: the JSON contains line breaks, the key is binary.
  const std::string token =
      "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9."
      "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVl"
      "fQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
  const auto key = base64_bytes(
      "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow",
      Base64::url);
  ASSERT_TRUE(key);
  EXPECT_TRUE(is_signed_with(token, *key));
  EXPECT_FALSE(is_signed_with(token, *key + "x"));
  EXPECT_EQ(decode_jwt(token)->claims["iss"], "joe");
}

TEST(Jwt, IsRefusedWithOneCharacterChanged) {
  const std::string token = golden[1].token;
  for (std::size_t i = 0; i < token.size(); ++i) {
    std::string changed = token;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(is_signed_with(changed, "secret")) << i;
  }
  EXPECT_FALSE(is_signed_with(token, "Secret"));
  EXPECT_FALSE(is_signed_with(token, ""));
}

TEST(Jwt, TrustsNoOtherAlgorithm) {
  const std::string claims = base64_text(R"({"user_id":"john"})", Base64::url);
  const std::string right = golden[0].token;
  for (const char* head :
       {R"({"alg":"none"})", R"({"alg":"None","typ":"JWT"})", R"({"alg":"HS512"})",
        R"({"alg":"RS256"})", R"({"alg":["HS256"]})", R"({"typ":"JWT"})", "[]", "null"}) {
    const std::string start = base64_text(head, Base64::url) + "." + claims + ".";
    for (const std::string& signature :
         {std::string(), std::string("devtoken"), right.substr(right.rfind('.') + 1)})
      EXPECT_FALSE(is_signed_with(start + signature, "secret")) << head;
  }
}

TEST(Jwt, SaysWhatIsWrongAndNeverQuotesIt) {
  const std::string deep = base64_text(std::string(100'000, '['), Base64::url);
  const struct {
    const char* name;
    std::string token;
    const char* words;
  } rows[] = {
      {"empty", "", "the token is empty"},
      {"one part", "s3cret", "three parts"},
      {"four parts", "a.b.c.d", "three parts"},
      {"padded", std::string(header) + "=.e30.x", "header is not base64url"},
      {"standard base64", "a+b/.e30.x", "header is not base64url"},
      {"header is no JSON", "czNjcmV0.e30.x", "header is not a JSON object"},
      {"claims are an array", std::string(header) + ".W10.x", "payload is not a JSON object"},
      {"claims begin with a byte order mark", std::string(header) + ".77u_e30.x",
       "payload is not a JSON object: it begins with a byte order mark"},
      {"UTF-16", std::string("e\0y\0.\0e\0.\0x\0", 12), "it has NUL bytes; is it UTF-16?"},
      {"claims are empty", std::string(header) + "..x", "payload is not a JSON object"},
      {"nests", std::string(header) + "." + deep.substr(0, 60'000) + ".x", "payload is not"},
      {"huge", std::string(jwt_bytes_max + 1, 'a'), "too long"},
      {"line break", std::string(header) + ".e30\n.x", "payload is not base64url"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    const auto decoded = decode_jwt(row.token);
    ASSERT_FALSE(decoded);
    EXPECT_THAT(decoded.error().what, HasSubstr(row.words));
    EXPECT_THAT(decoded.error().what, Not(HasSubstr("s3cret")));
    EXPECT_FALSE(is_signed_with(row.token, "secret"));
  }
}

TEST(Jwt, ReadsADevelopmentTokenWithoutBelievingIt) {
  const std::string token = std::string(header) + ".eyJ1c2VyX2lkIjoiam9obiJ9.devtoken";
  const auto decoded = decode_jwt(token);
  ASSERT_TRUE(decoded);
  EXPECT_EQ(decoded->signature, "devtoken");
  EXPECT_FALSE(is_signed_with(token, "secret"));
}

}  // namespace
}  // namespace streamctl::crypto
