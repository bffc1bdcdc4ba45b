#include "net/proxy.h"

#include <map>

#include <gtest/gtest.h>

namespace streamctl::net {
namespace {

/// "HOST:PORT CREDENTIALS", or "" for none.
std::string chosen(const std::string& host, bool tls, std::map<std::string, std::string> set) {
  const auto proxy = proxy_for(host, tls, [&](const std::string& name) {
    const auto found = set.find(name);
    return found == set.end() ? std::nullopt : std::optional(found->second);
  });
  if (!proxy) return "";
  return proxy->shown() + (proxy->credentials.empty() ? "" : " " + proxy->credentials);
}

TEST(Proxy, IsThatOfTheScheme) {
  EXPECT_EQ(chosen("api.test", true, {}), "");
  EXPECT_EQ(chosen("api.test", true, {{"https_proxy", "http://p:3128"}}), "p:3128");
  EXPECT_EQ(chosen("api.test", true, {{"https_proxy", ""}, {"HTTPS_PROXY", "p"}}), "p:1080");
  EXPECT_EQ(chosen("api.test", true, {{"http_proxy", "p"}}), "");
  EXPECT_EQ(chosen("api.test", false, {{"http_proxy", "[::1]:80"}}), "[::1]:80");
  EXPECT_EQ(chosen("api.test", false, {{"HTTP_PROXY", "p"}}), "");
  EXPECT_EQ(chosen("api.test", false, {{"ALL_PROXY", "a%20b:c@p:1"}}), "p:1 a b:c");
  EXPECT_EQ(chosen("api.test", true, {{"https_proxy", "://"}}), "");
}

TEST(Proxy, IsNotForThisMachineNorForWhatIsListed) {
  for (const char* host : {"localhost", "127.0.0.1", "::1", "169.254.169.254"})
    EXPECT_EQ(chosen(host, true, {{"https_proxy", "p"}}), "") << host;
  const auto with = [](const char* host, const char* list) {
    return !chosen(host, true, {{"https_proxy", "p"}, {"no_proxy", list}}).empty();
  };
  EXPECT_TRUE(with("api.test", "other, est"));
  EXPECT_TRUE(with("api.test", "x.api.test"));
  EXPECT_FALSE(with("api.test", "*"));
  EXPECT_FALSE(with("api.test", "other,API.test"));
  EXPECT_FALSE(with("api.test", "other .test"));
  EXPECT_FALSE(with("2001:db8::1", "[2001:db8::1]"));
}

}  // namespace
}  // namespace streamctl::net
