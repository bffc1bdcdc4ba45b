#include "stream/token.h"

#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "crypto/jwt.h"

namespace streamctl::stream {
namespace {

using namespace std::chrono_literals;

WallTime at(std::int64_t seconds) {
  return WallTime{std::chrono::seconds{seconds}};
}

// Made by Stream's node SDK with the secret "secret".
TEST(Token, IsWhatStreamsSdksMake) {
  const Secret secret("secret");
  EXPECT_EQ(server_token(secret).reveal(),
            "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzZXJ2ZXIiOnRydWV9."
            "DHnfQolWsEGFcTR7ZwVBbIVUFAvxzDJXzB6UlyU-7JQ");
  const WallTime issued = at(1'700'000'000);
  EXPECT_EQ(user_token({.user_id = "john"}, secret, issued + iat_backdated_by,
                       std::chrono::seconds{3600} - iat_backdated_by)
                .reveal(),
            "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."
            "eyJ1c2VyX2lkIjoiam9obiIsImlhdCI6MTcwMDAwMDAwMCwiZXhwIjoxNzAwMDAzNjAwfQ."
            "Gul7jk3kJWxy7a0tFjeVs4xElxDUsW6ZaaifIeem8zE");
  const UserToken in_call{"john", {"default:a"}, "admin"};
  EXPECT_EQ(crypto::sign_jwt(user_claims(in_call, issued, issued + 3600s), secret.reveal()),
            "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."
            "eyJ1c2VyX2lkIjoiam9obiIsImNhbGxfY2lkcyI6WyJkZWZhdWx0OmEiXSwicm9sZSI6ImFkbWluIiwiaWF0I"
            "joxNzAwMDAwMDAwLCJleHAiOjE3MDAwMDM2MDB9."
            "X0_LrJWtuQQl5YTOiTXUk-1N7e92sBQkP2gKCCB0cZ4");
}

TEST(Token, CountsWholeSecondsAndIsBackdated) {
  const Secret made = user_token({.user_id = "j"}, Secret("s"), at(1000) + 999ms, 60s);
  const auto claims = crypto::decode_jwt(made.reveal())->claims;
  EXPECT_EQ(claims["iat"], 995);
  EXPECT_EQ(claims["exp"], 1060);
}

}  // namespace
}  // namespace streamctl::stream
