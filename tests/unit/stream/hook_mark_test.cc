#include "stream/hook_mark.h"

#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "core/json.h"

namespace streamctl::stream {
namespace {

const HookMark mark{"0123456789abcdef", 8080};

Json webhook(const std::string& url) {
  return {{"hook_type", "webhook"}, {"webhook_url", url}};
}

TEST(HookMark, IsPutIntoTheQuery) {
  const struct {
    const char* url;
    const char* marked;
  } rows[] = {
      {"https://x", "https://x?streamctl-listen=0123456789abcdef.8080"},
      {"https://x/hooks", "https://x/hooks?streamctl-listen=0123456789abcdef.8080"},
      {"https://x/?a=1&b", "https://x/?a=1&b&streamctl-listen=0123456789abcdef.8080"},
      {"https://x/#part", "https://x/?streamctl-listen=0123456789abcdef.8080#part"},
      {"https://x/?streamctl-listen=old&a=1",
       "https://x/?a=1&streamctl-listen=0123456789abcdef.8080"},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(marked_url(row.url, mark), row.marked);
    EXPECT_EQ(mark_of(webhook(row.marked)), mark);
    EXPECT_EQ(marked_url(row.marked, mark), row.marked);
  }
  EXPECT_EQ(unmarked_url("https://x/?a=1&streamctl-listen=0123456789abcdef.8080#p"),
            "https://x/?a=1#p");
  EXPECT_EQ(unmarked_url("https://x/?streamctl-listen=1"), "https://x/");
}

TEST(HookMark, IsReadStrictly) {
  for (const char* text :
       {"", "?", "?streamctl-listen", "?streamctl-listen=", "?streamctl-listen=0123456789abcdef",
        "?streamctl-listen=0123456789abcdef.", "?streamctl-listen=0123456789abcdef.0",
        "?streamctl-listen=0123456789abcdef.08080", "?streamctl-listen=0123456789abcdef.65536",
        "?streamctl-listen=0123456789abcdef.80x", "?streamctl-listen=0123456789abcdef.-1",
        "?streamctl-listen=0123456789ABCDEF.80", "?streamctl-listen=0123456789abcde.80",
        "?xstreamctl-listen=0123456789abcdef.80", "#?streamctl-listen=0123456789abcdef.80",
        "?streamctl-listen=\x1b[2J&streamctl-listen=0123456789abcdef.80"})
    EXPECT_FALSE(mark_of(webhook(std::string("https://x/") + text))) << text;
  Json queue = webhook("https://x/?streamctl-listen=0123456789abcdef.8080");
  EXPECT_TRUE(mark_of(queue));
  queue["hook_type"] = "sqs";
  EXPECT_FALSE(mark_of(queue));
  EXPECT_FALSE(mark_of(Json{{"hook_type", "webhook"}, {"webhook_url", 7}}));
}

TEST(HookMark, DoesNotChangeTheAddress) {
  EXPECT_TRUE(is_same_address("https://X.example", "https://x.example/?streamctl-listen=a.1"));
  EXPECT_TRUE(is_same_address("https://x/a?b=1", "https://x/a?b=1&streamctl-listen=a.1"));
  EXPECT_FALSE(is_same_address("https://x/a", "https://x/A"));
  EXPECT_FALSE(is_same_address("https://x/a", "https://x/a/"));
  EXPECT_FALSE(is_same_address("https://x/", "http://x/"));
}

TEST(HookMark, NamesAnOwnerWithoutNamingAnyone) {
  const std::string owner = owner_name("machine", "host", "1000");
  EXPECT_EQ(owner.size(), 16U);
  EXPECT_EQ(owner, owner_name("machine", "host", "1000"));
  EXPECT_NE(owner, owner_name("machine", "host", "1001"));
  EXPECT_NE(owner_name("a", "bc", "1"), owner_name("ab", "c", "1"));
  EXPECT_EQ(mark_of(webhook(marked_url("https://x/", {owner, 1})))->owner, owner);
}

}  // namespace
}  // namespace streamctl::stream
