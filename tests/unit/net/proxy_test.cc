#include "net/http_client/proxy.h"

#include <map>
#include <optional>
#include <string>

#include <gtest/gtest.h>

#include "net/http_client/no_proxy.h"

namespace streamctl::net {
namespace {

/// "HOST:PORT CREDENTIALS", or "" for none.
std::string chosen(const std::string& host, bool tls, std::map<std::string, std::string> set) {
  const bool is_v6 = host.find(':') != std::string::npos;
  const std::string url = (tls ? "https://" : "http://") + (is_v6 ? "[" + host + "]" : host);
  const auto proxy = proxy_for(url, [&](const std::string& name) {
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
  for (const char* host :
       {"localhost", "LOCALHOST", "localhost.", "a.localhost", "127.0.0.1", "127.1", "2130706433",
        "0.0.0.0", "::", "::1", "::ffff:127.0.0.1", "169.254.169.254"})
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

TEST(Proxy, IsChosenForWebSocketsToo) {
  const Environment variables = [](const std::string& name) -> std::optional<std::string> {
    if (name == "https_proxy") return "p:1";
    return std::nullopt;
  };
  EXPECT_TRUE(proxy_for("wss://api.test/x", variables));
  EXPECT_FALSE(proxy_for("ws://api.test/x", variables));
}

TEST(Proxy, SaysWhatItsRefusalMeans) {
  const Proxy proxy{"http", "p.test", 3128, ""};
  const Proxy known{"http", "::1", 3128, "ann:hunter2"};
  EXPECT_EQ(refusal_text(proxy, 407),
            "the proxy p.test:3128 answered 407 to CONNECT: it wants a user name and a password");
  EXPECT_EQ(refusal_text(known, 407),
            "the proxy [::1]:3128 answered 407 to CONNECT: it does not take the user name and the "
            "password in its URL");
  EXPECT_EQ(refusal_text(proxy, 403),
            "the proxy p.test:3128 answered 403 to CONNECT: it does not allow connections there");
  EXPECT_EQ(refusal_text(proxy, 500), "the proxy p.test:3128 answered 500 to CONNECT");
}

TEST(NoProxy, ListsNamesAddressesBlocksAndPorts) {
  const struct {
    const char* list;
    const char* host;
    std::uint16_t port;
    bool is_listed;
  } rows[] = {
      {"", "api.test", 443, false},
      {"*", "api.test", 443, true},
      {"api.test", "api.test", 443, true},
      {"api.test", "api.test.", 443, true},
      {"API.test.", "api.test", 443, true},
      {"api.test", "a.api.test", 443, true},
      {"api.test", "xapi.test", 443, false},
      {".test", "api.test", 443, true},
      {"*.test", "api.test", 443, true},
      {"*.api.test", "api.test", 443, true},
      {"*test", "api.test", 443, false},
      {"a,\t b  api.test", "api.test", 443, true},
      {"api.test:443", "api.test", 443, true},
      {"api.test:8443", "api.test", 443, false},
      {"*.test:443", "api.test", 443, true},
      {"api.test:", "api.test", 443, false},
      {"10.0.0.1", "10.0.0.1", 80, true},
      {"0.0.1", "10.0.0.1", 80, false},
      {"10.0.0.0/8", "10.200.3.4", 80, true},
      {"10.0.0.0/8", "11.0.0.1", 80, false},
      {"10.1.2.128/25", "10.1.2.127", 80, false},
      {"10.1.2.128/25", "10.1.2.129", 80, true},
      {"0.0.0.0/0", "8.8.8.8", 80, true},
      {"0.0.0.0/33", "8.8.8.8", 80, false},
      {"0.0.0.0/x", "8.8.8.8", 80, false},
      {"10.0.0.1:81", "10.0.0.1", 80, false},
      {"2001:db8::/32", "2001:db8:1::7", 80, true},
      {"2001:db8::7", "2001:db8:0::7", 80, true},
      {"[2001:db8::7]:80", "2001:db8::7", 80, true},
      {"[2001:db8::7]:81", "2001:db8::7", 80, false},
      {"::/0", "10.0.0.1", 80, false},
  };
  for (const auto& row : rows)
    EXPECT_EQ(is_listed(row.list, row.host, row.port), row.is_listed)
        << row.list << ' ' << row.host;
}

TEST(NoProxy, MeetsAnyText) {
  for (const char* list :
       {",", ":", "[", "]", "[]", "[:]:", ":::", "/", "1/", "*.", ".", "*:80", "a:b:c"})
    EXPECT_FALSE(is_listed(list, "api.test", 81)) << list;
}

}  // namespace
}  // namespace streamctl::net
