#include <chrono>
#include <memory>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/file.h"
#include "net/http_client/http_client.h"
#include "net/scripted_peer.h"
#include "net/tls_peer.h"

namespace streamctl::net {
namespace {

using streamctl::testing::Certificate;
using streamctl::testing::make_authority;
using streamctl::testing::make_certificate;
using streamctl::testing::TemporaryDirectory;
using streamctl::testing::TlsPeer;
using ::testing::StartsWith;
using Kind = HttpOutcome::Kind;

class Tls : public ::testing::Test {
 protected:
  Tls() { EXPECT_TRUE(write_file(directory_.file("ca.pem"), authority_.pem())); }

  [[nodiscard]] Trust ours() const { return {.ca_certificate = directory_.file("ca.pem")}; }

  static HttpOutcome get(const std::string& url, const Trust& trust) {
    HttpRequest request;
    request.method = "GET";
    request.url = url;
    request.timeout = std::chrono::seconds{5};
    request.trust = trust;
    return fetch(request);
  }

  Certificate authority_ = make_authority();
  TemporaryDirectory directory_;
};

TEST_F(Tls, TrustsTheGivenAuthorityAndNoUnknownOne) {
  TlsPeer peer(make_certificate(authority_, "IP:127.0.0.1"));
  const HttpOutcome trusted = get(peer.url(), ours());
  EXPECT_EQ(trusted.status, 200U) << trusted.error;

  const HttpOutcome unknown = get(peer.url(), {});
  EXPECT_EQ(unknown.kind, Kind::network);
  EXPECT_THAT(unknown.error, StartsWith("certificate is not trusted: "));

  EXPECT_EQ(get(peer.url(), {.insecure = true}).status, 200U);
}

TEST_F(Tls, TrustsTheGivenAuthorityOnEveryConnection) {
  TlsPeer one(make_certificate(authority_, "IP:127.0.0.1"));
  TlsPeer two(make_certificate(authority_, "IP:127.0.0.1"));
  HttpMulti http(4);
  int answered = 0;
  for (const std::string& url : {one.url(), two.url(), one.url()}) {
    HttpRequest request;
    request.url = url;
    request.trust = ours();
    http.start(std::move(request), [&](HttpOutcome&& outcome) {
      EXPECT_EQ(outcome.status, 200U) << outcome.error;
      ++answered;
    });
    while (http.in_flight() > 0)
      http.poll(std::chrono::seconds{1});
  }
  EXPECT_EQ(answered, 3);
}

TEST_F(Tls, SaysWhatIsWrongWithACertificate) {
  const struct {
    const char* name;
    std::string names;
    std::chrono::seconds expires;
    const char* error;
  } rows[] = {
      {"another name", "DNS:other.test", std::chrono::hours{1}, "certificate is not for 127.0.0.1"},
      {"expired", "IP:127.0.0.1", std::chrono::seconds{-60}, "certificate has expired"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    TlsPeer peer(make_certificate(authority_, row.names, row.expires));
    const HttpOutcome outcome = get(peer.url(), ours());
    EXPECT_EQ(outcome.kind, Kind::network);
    EXPECT_EQ(outcome.error, row.error);
    EXPECT_EQ(get(peer.url(), {.insecure = true}).status, 200U);
  }
}

TEST_F(Tls, SaysThatAPortSpeaksPlainHttp) {
  streamctl::testing::ScriptedPeer peer({streamctl::testing::answer(400)});
  const HttpOutcome outcome =
      get("https://127.0.0.1:" + std::to_string(peer.port()) + "/", {.insecure = true});
  EXPECT_EQ(outcome.kind, Kind::network);
  EXPECT_THAT(outcome.error, StartsWith("TLS handshake failed"));
}

TEST_F(Tls, ChecksTheFileToTrust) {
  EXPECT_TRUE(check_trust({}));
  EXPECT_TRUE(check_trust(ours()));
  const std::string path = directory_.file("empty.pem");
  ASSERT_TRUE(write_file(path, "no certificate here"));
  const auto result = check_trust({.ca_certificate = path});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, ErrorKind::config);
  EXPECT_EQ(result.error().what, "no certificate in " + path);
}

}  // namespace
}  // namespace streamctl::net
