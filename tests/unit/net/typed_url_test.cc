#include "net/http_client/typed_url.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "net/http_client/curl_url.h"
#include "net/http_server/own_addresses.h"

namespace streamctl::net {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(TypedUrl, SuppliesTheSchemeForThisMachine) {
  const struct {
    const char* typed;
    const char* url;
  } rows[] = {
      {"3000", "http://localhost:3000"},
      {"3000/x", "http://localhost:3000/x"},
      {"3000?x=1", "http://localhost:3000?x=1"},
      {":3000", "http://localhost:3000"},
      {":3000/x", "http://localhost:3000/x"},
      {"localhost", "http://localhost"},
      {"localhost/x", "http://localhost/x"},
      {"localhost:3000/x", "http://localhost:3000/x"},
      {"localhost:3000/back?to=http://a.test/", "http://localhost:3000/back?to=http://a.test/"},
      {"LocalHost:3000", "http://LocalHost:3000"},
      {"localhost.:3000", "http://localhost.:3000"},
      {"app.localhost:3000", "http://app.localhost:3000"},
      {"127.0.0.1:8080", "http://127.0.0.1:8080"},
      {"127.1:8080", "http://127.1:8080"},
      {"0.0.0.0:8080", "http://0.0.0.0:8080"},
      {"[::1]:3000/x", "http://[::1]:3000/x"},
      {"::1", "http://[::1]"},
      {"  localhost:3000\r\n", "http://localhost:3000"},
      {"http://localhost:3000", "http://localhost:3000"},
      {"https://example.com/x", "https://example.com/x"},
      {"HTTP://example.com", "HTTP://example.com"},
  };
  for (const auto& row : rows) {
    const auto url = read_url(row.typed);
    ASSERT_TRUE(url) << row.typed << ": " << url.error().what;
    EXPECT_EQ(*url, row.url);
  }
}

TEST(TypedUrl, ShowsAnyOtherWithItsScheme) {
  const struct {
    const char* typed;
    const char* hint;
  } rows[] = {
      {"example.com", "write it as https://example.com"},
      {"example.com/x", "write it as https://example.com/x"},
      {"example.com:443/x", "write it as https://example.com:443/x"},
      {"example.com:8080/x", "write it as http://example.com:8080/x"},
      {"192.0.2.7/x", "write it as http://192.0.2.7/x"},
      {"[2001:db8::1]:3000", "write it as http://[2001:db8::1]:3000"},
      {"app", "write it as http://app"},
      {"host.docker.internal:3000", "write it as http://host.docker.internal:3000"},
      {"http:example.com", "write it as http://example.com"},
      {"https:/example.com/x", "write it as https://example.com/x"},
      {"HTTPS:example.com", "write it as https://example.com"},
      {"", "write it as http://HOST:PORT/PATH or https://HOST/PATH"},
      {"/x", "write it as http://HOST:PORT/PATH or https://HOST/PATH"},
      {"not a url", "write it as http://HOST:PORT/PATH or https://HOST/PATH"},
      {"2001:db8::1", "write it as http://HOST:PORT/PATH or https://HOST/PATH"},
      {"mailto:x", "write it as http://HOST:PORT/PATH or https://HOST/PATH"},
      {"70000", "write it as http://HOST:PORT/PATH or https://HOST/PATH"},
      {"http:///x", "write it as http://HOST:PORT/PATH or https://HOST/PATH"},
      {"ftp://localhost/x", "write it as http://HOST:PORT/PATH or https://HOST/PATH"},
  };
  for (const auto& row : rows) {
    const auto url = read_url(row.typed);
    ASSERT_FALSE(url) << row.typed << " " << *url;
    EXPECT_EQ(url.error().kind, ErrorKind::usage);
    EXPECT_THAT(url.error().what, StartsWith("bad URL "));
    EXPECT_EQ(url.error().hint, row.hint) << row.typed;
  }
  EXPECT_THAT(read_url("\x1b[2J.example").error().what, ::testing::Not(HasSubstr("\x1b")));
  for (const char* typed : {"me:hunter2@localhost:3000", "me:hunter2@example.com"})
    EXPECT_EQ(read_url(typed).error().what, "the URL holds a user name or a password");
}

TEST(ThisMachine, IsKnownByNameAndAddress) {
  for (const char* host : {"localhost", "localhost.", "a.localhost", "127.0.0.1", "127.255.0.9",
                           "::1", "::ffff:127.0.0.1"}) {
    EXPECT_TRUE(is_loopback(host)) << host;
    EXPECT_TRUE(leads_to_this_machine(host)) << host;
  }
  for (const char* host : {"0.0.0.0", "::"}) {
    EXPECT_FALSE(is_loopback(host)) << host;
    EXPECT_TRUE(leads_to_this_machine(host)) << host;
  }
  for (const char* host : {"", ".", "xlocalhost", "localhost.test", "128.0.0.1", "::2",
                           "::ffff:10.0.0.1", "127.0.0.1.test"}) {
    EXPECT_FALSE(is_loopback(host)) << host;
    EXPECT_FALSE(leads_to_this_machine(host)) << host;
  }
}

TEST(HostField, HasThePortUnlessItIsTheSchemes) {
  EXPECT_EQ(host_field_of("https://Example.com/hook?a=b"), "example.com");
  EXPECT_EQ(host_field_of("https://example.com:443"), "example.com");
  EXPECT_EQ(host_field_of("http://example.com:80/"), "example.com");
  EXPECT_EQ(host_field_of("https://example.com:80/"), "example.com:80");
  EXPECT_EQ(host_field_of("http://127.0.0.1:8443/#x"), "127.0.0.1:8443");
  EXPECT_EQ(host_field_of("http://[::1]:8443/"), "[::1]:8443");
}

TEST(OwnAddresses, KnowsEveryAddressHoweverItIsWritten) {
  for (const char* host : {"0.0.0.0", "0", "::", "[::]", "0:0::0"})
    EXPECT_TRUE(is_every_address(host)) << host;
  for (const char* host : {"", "127.0.0.1", "localhost", "::1", "[::1]", "10.0.0.0"})
    EXPECT_FALSE(is_every_address(host)) << host;
}

TEST(OwnAddresses, KnowsAUrlOfTheServerItself) {
  const struct {
    const char* url;
    const char* host;
    const char* server;
    bool is_own;
  } rows[] = {
      {"http://127.0.0.1:8080/x", "127.0.0.1", "http://127.0.0.1:8080/", true},
      {"http://localhost:8080/x", "127.0.0.1", "http://127.0.0.1:8080/", true},
      {"http://127.0.0.1:8081/x", "127.0.0.1", "http://127.0.0.1:8080/", false},
      {"http://[::1]:8080/x", "127.0.0.1", "http://127.0.0.1:8080/", false},
      {"http://[::1]:8080/x", "::", "http://[::1]:8080/", true},
      {"http://127.0.0.1:8080/x", "::", "http://[::1]:8080/", true},
      {"http://127.0.0.1:8080/x", "::1", "http://[::1]:8080/", false},
      {"http://0.0.0.0:8080/x", "0.0.0.0", "http://127.0.0.1:8080/", true},
      {"http://localhost/x", "0.0.0.0", "http://127.0.0.1:80/", true},
      {"https://localhost/x", "0.0.0.0", "http://127.0.0.1:80/", false},
      {"http://example.test:8080/x", "0.0.0.0", "http://127.0.0.1:8080/", false},
      {"http://10.0.0.9:8080/x", "10.0.0.9", "http://10.0.0.9:8080/", true},
      {"http://127.0.0.1:8080/x", "10.0.0.9", "http://10.0.0.9:8080/", false},
  };
  for (const auto& row : rows)
    EXPECT_EQ(is_own_url(row.url, row.host, row.server), row.is_own) << row.url << ' ' << row.host;
}

}  // namespace
}  // namespace streamctl::net
