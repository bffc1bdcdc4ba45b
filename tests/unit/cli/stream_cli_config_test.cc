#include "commands/doctor/stream_cli_config.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace streamctl::cli {
namespace {

using ::testing::ElementsAre;

TEST(StreamCliConfig, IsReadAsStreamCliWritesIt) {
  const auto config = parse_stream_cli_config(
      "apps:\n"
      "    - access-key: k1\n"
      "      access-secret-key: \"s1\"\n"
      "      chat-url: https://chat.stream-io-api.com\n"
      "      name: staging\n"
      "    - name: 'prod'  # the real one\n"
      "      access-key: k2\n"
      "default: prod\n");
  EXPECT_EQ(config.default_app, "prod");
  EXPECT_THAT(config.apps,
              ElementsAre(StreamCliApp{"staging", true, true}, StreamCliApp{"prod", true, false}));
}

TEST(StreamCliConfig, TakesListsWithoutIndentationAndStrayThings) {
  const auto config = parse_stream_cli_config(
      "# comment\ndefault: \"a\"\nother:\n  - name: not-an-app\napps:\n- name: a\r\n"
      "  access-key: k\n  access-secret-key: s\n  unknown: {x: [1\n-\n  name: b\nnot yaml at all\n"
      "  access-key: stray\n");
  EXPECT_EQ(config.default_app, "a");
  EXPECT_THAT(config.apps,
              ElementsAre(StreamCliApp{"a", true, true}, StreamCliApp{"b", false, false}));
}

TEST(StreamCliConfig, HasBounds) {
  std::string text = "apps:\n";
  for (int i = 0; i < 1000; ++i)
    text += "- name: x\n";
  EXPECT_EQ(parse_stream_cli_config(text).apps.size(), stream_cli_apps_max);
  EXPECT_TRUE(parse_stream_cli_config("").apps.empty());
  EXPECT_TRUE(parse_stream_cli_config(std::string(100'000, ':')).apps.empty());
}

}  // namespace
}  // namespace streamctl::cli
