// The TLS server, tested with independent clients.
#include <chrono>
#include <cstdint>
#include <fstream>
#include <memory>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include "net/http_server/server.h"
#include "net/running_server.h"
#include "net/tls_peer.h"

namespace streamctl::net {
namespace {

using namespace std::chrono_literals;
using streamctl::testing::Certificate;
using streamctl::testing::echo;
using streamctl::testing::make_authority;
using streamctl::testing::make_certificate;
using streamctl::testing::RawClient;
using streamctl::testing::RunningServer;
using streamctl::testing::TemporaryDirectory;
using ::testing::HasSubstr;

struct FreeSsl {
  void operator()(SSL* ssl) const { SSL_free(ssl); }
};

void write_text(const std::string& path, const std::string& text) {
  std::ofstream{path, std::ios::binary} << text;
}

void write_key(const std::string& path, EVP_PKEY* key, const char* password = nullptr) {
  BIO* file = BIO_new_file(path.c_str(), "w");
  const EVP_CIPHER* cipher = password == nullptr ? nullptr : EVP_aes_256_cbc();
  std::string owned = password == nullptr ? "" : password;
  PEM_write_bio_PKCS8PrivateKey(file, key, cipher, owned.empty() ? nullptr : owned.data(),
                                static_cast<int>(owned.size()), nullptr, nullptr);
  BIO_free(file);
}

/// Certificate files for 127.0.0.1, and a directory for others.
class ServerTls : public ::testing::Test {
 protected:
  void SetUp() override {
    const Certificate authority = make_authority();
    const Certificate certificate = make_certificate(authority, "IP:127.0.0.1");
    write_text(authority_, authority.pem());
    write_text(files_.certificate, certificate.pem() + authority.pem());
    write_key(files_.key, certificate.key.get());
    other_ = make_certificate(authority, "IP:127.0.0.1");
  }

  [[nodiscard]] ServerOptions options(ServerLimits limits = {}) const {
    return {.host = "127.0.0.1", .port = 0, .tls = files_, .limits = limits};
  }

  TemporaryDirectory directory_;
  std::string authority_ = directory_.file("authority.pem");
  TlsFiles files_{directory_.file("certificate.pem"), directory_.file("key.pem")};
  Certificate other_;
};

TEST_F(ServerTls, ServesCppHttplibsClient) {
  RunningServer running{{.request = echo}, options()};
  EXPECT_EQ(running.server().url(), "https://127.0.0.1:" + std::to_string(running.port()));
  httplib::SSLClient client{"127.0.0.1", running.port()};
  client.set_ca_cert_path(authority_.c_str());
  client.enable_server_certificate_verification(true);
  client.set_keep_alive(true);
  const std::string body(3'000'000, 'x');
  for (int i = 0; i < 3; ++i) {
    const auto answer = client.Post("/t", body, "text/plain");
    ASSERT_TRUE(answer) << httplib::to_string(answer.error());
    EXPECT_TRUE(answer->body == "POST /t " + body);
  }
}

/// An OpenSSL client on a separate socket.
struct TlsClient {
  explicit TlsClient(std::uint16_t port) : raw(port), context(SSL_CTX_new(TLS_client_method())) {}
  bool connect() {
    ssl.reset(SSL_new(context.get()));
    SSL_set_fd(ssl.get(), raw.descriptor());
    return SSL_connect(ssl.get()) == 1;
  }
  RawClient raw;
  std::unique_ptr<SSL_CTX, testing::FreeOpenSsl> context;
  std::unique_ptr<SSL, FreeSsl> ssl;
};

TEST_F(ServerTls, AgreesOnHttp11AndOnNothingElse) {
  RunningServer running{{.request = echo}, options()};
  const unsigned char both[] = "\x02h2\x08http/1.1";
  TlsClient client{running.port()};
  SSL_CTX_set_alpn_protos(client.context.get(), both, sizeof both - 1);
  ASSERT_TRUE(client.connect());
  const unsigned char* chosen = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(client.ssl.get(), &chosen, &size);
  EXPECT_EQ(std::string(chosen, chosen + size), "http/1.1");

  TlsClient only_h2{running.port()};
  SSL_CTX_set_alpn_protos(only_h2.context.get(), both, 3);
  EXPECT_FALSE(only_h2.connect());
}

TEST_F(ServerTls, RefusesProtocolsBefore12) {
  RunningServer running{{.request = echo}, options()};
  TlsClient old{running.port()};
  SSL_CTX_set_security_level(old.context.get(), 0);
  SSL_CTX_set_max_proto_version(old.context.get(), TLS1_1_VERSION);
  EXPECT_FALSE(old.connect());
  TlsClient fair{running.port()};
  SSL_CTX_set_max_proto_version(fair.context.get(), TLS1_2_VERSION);
  EXPECT_TRUE(fair.connect());
}

TEST_F(ServerTls, AnswersPipelinedRequestsOfOneRecord) {
  RunningServer running{{.request = echo}, options()};
  TlsClient client{running.port()};
  ASSERT_TRUE(client.connect());
  std::string bytes;
  for (int i = 0; i < 100; ++i)
    bytes += "GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: x\r\n\r\n";
  bytes += "GET /last HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
  ASSERT_EQ(SSL_write(client.ssl.get(), bytes.data(), static_cast<int>(bytes.size())),
            static_cast<int>(bytes.size()));
  std::string answers;
  char piece[4096];
  int count = 0;
  while ((count = SSL_read(client.ssl.get(), piece, sizeof piece)) > 0)
    answers.append(piece, static_cast<std::size_t>(count));
  EXPECT_EQ(SSL_get_error(client.ssl.get(), count), SSL_ERROR_ZERO_RETURN) << "a proper end";
  EXPECT_THAT(answers, HasSubstr("GET /99 "));
  EXPECT_LT(answers.find("GET /98 "), answers.find("GET /99 "));
  EXPECT_LT(answers.find("GET /99 "), answers.find("GET /last "));
}

TEST_F(ServerTls, TellsAClientWithoutTlsSo) {
  RunningServer running{{.request = echo}, options()};
  RawClient client{running.port()};
  client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(client.answer().body, "plain HTTP sent to a TLS port\n");
  client.finish();
  EXPECT_EQ(client.end(), "closed");
  RawClient noise{running.port()};
  noise.send(std::string(1000, '\x80'));
  noise.finish();
  noise.rest();
  httplib::SSLClient after{"127.0.0.1", running.port()};
  after.enable_server_certificate_verification(false);
  EXPECT_TRUE(after.Get("/"));
}

TEST_F(ServerTls, GivesAHandshakeItsTimeAndNoMore) {
  RunningServer running{{.request = echo}, options({.header_timeout = 50ms})};
  RawClient silent{running.port()};
  EXPECT_EQ(silent.end(), "closed");
  RawClient begun{running.port()};
  begun.send("\x16\x03\x01");
  EXPECT_EQ(begun.end(), "closed");
}

TEST_F(ServerTls, FilesThatDoNotServeAreNamed) {
  const std::string missing = directory_.file("missing.pem");
  const std::string text = directory_.file("text.pem");
  const std::string wrong = directory_.file("wrong.pem");
  const std::string locked = directory_.file("locked.pem");
  write_text(text, "no PEM");
  write_key(wrong, other_.key.get());
  write_key(locked, other_.key.get(), "password");
  struct Row {
    TlsFiles files;
    std::string what;
  };
  const Row rows[] = {
      {{missing, files_.key}, missing},
      {{files_.certificate, missing}, missing},
      {{text, files_.key}, "cannot use the certificate " + text + ": it has no PEM certificate"},
      {{files_.certificate, text},
       "cannot use the key " + text + ": it has no PEM key without a password"},
      {{files_.certificate, locked},
       "cannot use the key " + locked + ": it has no PEM key without a password"},
      {{files_.certificate, wrong},
       "the key " + wrong + " does not belong to the certificate " + files_.certificate}};
  for (const Row& row : rows) {
    const auto made = Server::listen({.tls = row.files}, {.request = echo});
    ASSERT_FALSE(made) << row.what;
    EXPECT_EQ(made.error().kind, ErrorKind::config);
    EXPECT_THAT(made.error().what, HasSubstr(row.what));
  }
}

}  // namespace
}  // namespace streamctl::net
