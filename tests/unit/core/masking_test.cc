#include "core/masking.h"

#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace streamctl {
namespace {

TEST(Masking, HidesSecretsByTheNameOfTheirField) {
  const struct {
    const char* value;
    const char* shown;
  } rows[] = {
      {R"({"id":"i","sqs_key":"k","sqs_secret":"s"})",
       R"({"id":"i","sqs_key":"***","sqs_secret":"***"})"},
      {R"({"API_KEY":"k","authToken":"t","password":"p"})",
       R"({"API_KEY":"***","authToken":"***","password":"***"})"},
      {R"({"key_id":"shown","secretary":"shown"})", R"({"key_id":"shown","secretary":"shown"})"},
      {R"({"gcs_credentials":{"a":["b"]},"credential":7})",
       R"({"gcs_credentials":"***","credential":"***"})"},
      {R"({"failover_config":{"bucket":"b"}})", R"({"failover_config":"***"})"},
      {R"([{"deep":[{"x_secret":"s"}]}])", R"([{"deep":[{"x_secret":"***"}]}])"},
      {R"({"sqs_key":"","sqs_secret":null,"a_token":false})",
       R"({"sqs_key":"","sqs_secret":null,"a_token":false})"},
      {R"({"url":"https://me:pw@h/x"})", R"({"url":"https://***@h/x"})"},
      {R"(["https://me:pw@h/x",1])", R"(["https://***@h/x",1])"},
  };
  for (const auto& row : rows)
    EXPECT_EQ(json_line(masked(*parse_json(row.value))), row.shown) << row.value;
}

TEST(Masking, HidesTheUserNameAndPasswordOfAUrl) {
  EXPECT_EQ(masked_url("https://me:p@ss@h:1/x@y?z"), "https://***@h:1/x@y?z");
  EXPECT_EQ(masked_url("amqp://token@h"), "amqp://***@h");
  EXPECT_EQ(masked_url("https://h/x@y"), "https://h/x@y");
  EXPECT_EQ(masked_url("https://h?a@b"), "https://h?a@b");
  EXPECT_EQ(masked_url("me@example.org"), "me@example.org");
  EXPECT_EQ(masked_url(""), "");
}

}  // namespace
}  // namespace streamctl
