#include "render/curl_command.h"

#include <memory>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/encoding.h"

namespace streamctl::cli {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

delivery::Target target() {
  delivery::Target made;
  made.url = "http://127.0.0.1:8080/hook?a=1&b=2";
  return made;
}

delivery::Envelope envelope(const std::string& body) {
  return {{{"Content-Type", "application/json"},
           {"X-Webhook-Id", "9f8b"},
           {"X-Note", "it's"},
           {"X-Empty", ""}},
          std::make_shared<const std::string>(body)};
}

TEST(ShellWord, QuotesWhatAShellWouldRead) {
  const struct {
    const char* text;
    const char* word;
  } rows[] = {
      {"plain-1.2/x:y@z", "plain-1.2/x:y@z"},
      {"", "''"},
      {"a b", "'a b'"},
      {"it's", "'it'\\''s'"},
      {"$HOME `id` \"x\" \\ !", "'$HOME `id` \"x\" \\ !'"},
      {"a\nb", "'a\nb'"},
      {"~root", "'~root'"},
      {"*", "'*'"},
      {"a&b", "'a&b'"},
  };
  for (const auto& row : rows)
    EXPECT_EQ(shell_word(row.text), row.word);
}

TEST(CurlCommand, IsAsIfTypedByHand) {
  EXPECT_EQ(curl_command(target(), envelope(R"({"type":"it's"})")),
            "curl -X POST 'http://127.0.0.1:8080/hook?a=1&b=2' \\\n"
            "  -H 'Content-Type: application/json' \\\n"
            "  -H 'X-Webhook-Id: 9f8b' \\\n"
            "  -H 'X-Note: it'\\''s' \\\n"
            "  -H 'X-Empty;' \\\n"
            "  --data-raw '{\"type\":\"it'\\''s\"}'");
}

TEST(CurlCommand, TrustsWhatTheTargetTrusts) {
  delivery::Target trusting = target();
  trusting.trust = {.ca_certificate = "my ca.pem", .insecure = true};
  const std::string command = curl_command(trusting, envelope("{}"));
  EXPECT_THAT(command, HasSubstr("--insecure"));
  EXPECT_THAT(command, HasSubstr("--cacert 'my ca.pem'"));
}

TEST(CurlCommand, PipesInWhatIsNoArgument) {
  const std::string binary("\x1f\x8b\0\xff", 4);
  const std::string compressed = curl_command(target(), envelope(binary));
  EXPECT_THAT(compressed, StartsWith("echo " + base64_text(binary) + " | base64 -d | curl "));
  EXPECT_THAT(compressed, EndsWith("--data-binary @-"));
  const std::string large = curl_command(target(), envelope(std::string(200'000, 'a')));
  EXPECT_THAT(large, StartsWith("printf %s aaaa"));
  EXPECT_THAT(large, EndsWith("--data-binary @-"));
}

TEST(CurlCommand, NeverDrivesTheTerminal) {
  delivery::Envelope evil = envelope("{\"a\":\"\x1b[2J\"}");
  evil.headers = {{"X-Evil", "50%\x1b'\\"}};
  EXPECT_EQ(curl_command(target(), evil),
            "echo eyJhIjoiG1sySiJ9 | base64 -d | curl -X POST "
            "'http://127.0.0.1:8080/hook?a=1&b=2' \\\n"
            "  -H \"$(printf 'X-Evil: 50\\045\\033\\047\\134')\" \\\n"
            "  -H Content-Type: \\\n"
            "  --data-binary @-");
}

}  // namespace
}  // namespace streamctl::cli
