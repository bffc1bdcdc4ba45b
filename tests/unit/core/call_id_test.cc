#include "core/call_id.h"

#include <string>
#include <utility>

#include <gtest/gtest.h>

namespace streamctl {
namespace {

TEST(CallId, IsTypeAndId) {
  const auto call = parse_call_id("default:stand up/ö");
  ASSERT_TRUE(call);
  EXPECT_EQ(call->type, "default");
  EXPECT_EQ(call->id, "stand up/ö");
  EXPECT_EQ(call->cid(), "default:stand up/ö");
  EXPECT_EQ(call->path(), "/video/call/default/stand%20up%2F%C3%B6");
  EXPECT_TRUE(parse_call_id("default:a.b"));
  EXPECT_TRUE(parse_call_id("default:..."));
}

TEST(CallId, IsRefused) {
  for (const std::string& bad :
       {std::string("standup"), std::string(":x"), std::string("x:"), std::string(""),
        std::string(":"), std::string("a:b:c"), std::string("default:."), std::string("default:.."),
        std::string(".:x"), std::string("..:x"), std::string("default:\xff"),
        "default:" + std::string(call_cid_bytes_max, 'x')}) {
    const auto refused = parse_call_id(bad);
    ASSERT_FALSE(refused) << bad;
    EXPECT_EQ(refused.error().kind, ErrorKind::usage);
    EXPECT_LT(refused.error().what.size(), 120U);
    EXPECT_EQ(refused.error().hint, "a call is named type:id, as in default:standup");
  }
  EXPECT_EQ(parse_call_id("a:b:c").error().what, "'a:b:c' is no call");
}

TEST(CallId, IsOneThatStreamTakes) {
  for (const std::string& good :
       {std::string("default:standup"), std::string("audio_room:a.b-c!d@E9"),
        "default:" + std::string(call_part_bytes_max, 'x')})
    EXPECT_TRUE(parse_valid_call_id(good)) << good;
  const std::pair<std::string, std::string> rows[] = {
      {"default:stand up", "'default:stand up': the id has a space"},
      {"def/ault:x", "'def/ault:x': the type has '/'"},
      {"default:\xC3\xB6", "'default:\xC3\xB6': the id has '\xC3\xB6'"},
      {"default:a\x1b", "'default:a\\u001b': the id has '\\u001b'"},
      {"t:" + std::string(65, 'x'),
       "'t:" + std::string(65, 'x') + "': the id has 65 characters, and Stream takes at most 64"},
      {"standup", "'standup' is no call"}};
  for (const auto& [bad, words] : rows) {
    const auto refused = parse_valid_call_id(bad);
    ASSERT_FALSE(refused) << bad;
    EXPECT_EQ(refused.error().kind, ErrorKind::usage);
    EXPECT_EQ(refused.error().what, words);
  }
  EXPECT_FALSE(is_valid_call_part(""));
}

}  // namespace
}  // namespace streamctl
