#include "net/tls_peer.h"

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>

#include <gtest/gtest.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "net/loopback.h"

namespace streamctl::testing {

namespace {

void name_it(X509_NAME* name, const std::string& common_name) {
  const auto* bytes =
      static_cast<const unsigned char*>(static_cast<const void*>(common_name.c_str()));
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, bytes, -1, -1, 0);
}

Certificate blank(const std::string& common_name, std::chrono::seconds expires) {
  Certificate made;
  made.key.reset(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"));
  made.certificate.reset(X509_new());
  X509* certificate = made.certificate.get();
  X509_set_version(certificate, X509_VERSION_3);
  static long serial = 0;
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), ++serial);
  X509_gmtime_adj(X509_getm_notBefore(certificate), -24L * 3600);
  X509_gmtime_adj(X509_getm_notAfter(certificate), static_cast<long>(expires.count()));
  X509_set_pubkey(certificate, made.key.get());
  name_it(X509_get_subject_name(certificate), common_name);
  return made;
}

void extend(X509* certificate, int what, const std::string& value) {
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, what, value.c_str());
  ASSERT_NE(extension, nullptr);
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

}  // namespace

TemporaryDirectory::TemporaryDirectory() {
  std::string path = std::filesystem::temp_directory_path() / "streamctl-test-XXXXXX";
  EXPECT_NE(mkdtemp(path.data()), nullptr);
  path_ = path;
}

TemporaryDirectory::~TemporaryDirectory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

void FreeOpenSsl::operator()(X509* certificate) const {
  X509_free(certificate);
}
void FreeOpenSsl::operator()(EVP_PKEY* key) const {
  EVP_PKEY_free(key);
}
void FreeOpenSsl::operator()(SSL_CTX* context) const {
  SSL_CTX_free(context);
}

std::string Certificate::pem() const {
  BIO* memory = BIO_new(BIO_s_mem());
  PEM_write_bio_X509(memory, certificate.get());
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(memory, &bytes);
  std::string text(bytes, static_cast<std::size_t>(size));
  BIO_free(memory);
  return text;
}

Certificate make_authority() {
  Certificate made = blank("streamctl test authority", std::chrono::hours{1});
  X509_set_issuer_name(made.certificate.get(), X509_get_subject_name(made.certificate.get()));
  extend(made.certificate.get(), NID_basic_constraints, "critical,CA:TRUE");
  extend(made.certificate.get(), NID_key_usage, "critical,keyCertSign");
  X509_sign(made.certificate.get(), made.key.get(), EVP_sha256());
  return made;
}

Certificate make_certificate(const Certificate& authority, const std::string& names,
                             std::chrono::seconds expires) {
  Certificate made = blank("streamctl test server", expires);
  X509_set_issuer_name(made.certificate.get(), X509_get_subject_name(authority.certificate.get()));
  extend(made.certificate.get(), NID_subject_alt_name, names);
  X509_sign(made.certificate.get(), authority.key.get(), EVP_sha256());
  return made;
}

TlsPeer::TlsPeer(const Certificate& certificate)
    : context_(SSL_CTX_new(TLS_server_method())),
      listening_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  EXPECT_EQ(SSL_CTX_use_certificate(context_.get(), certificate.certificate.get()), 1);
  EXPECT_EQ(SSL_CTX_use_PrivateKey(context_.get(), certificate.key.get()), 1);
  port_ = listen_on(listening_.get(), 16);
  thread_ = std::thread([this] {
    sigset_t broken_pipe;  // OpenSSL writes to closed connections.
    sigemptyset(&broken_pipe);
    sigaddset(&broken_pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &broken_pipe, nullptr);
    for (int socket = 0; (socket = accept(listening_.get(), nullptr, nullptr)) >= 0; close(socket))
      serve(socket);
  });
}

TlsPeer::~TlsPeer() {
  shutdown(listening_.get(), SHUT_RDWR);
  thread_.join();
}

std::string TlsPeer::url() const {
  return "https://127.0.0.1:" + std::to_string(port_) + "/";
}

void TlsPeer::serve(int socket) {
  const timeval patience{2, 0};  // An idle client must not block the end of the test.
  setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  SSL* tls = SSL_new(context_.get());
  SSL_set_fd(tls, socket);
  constexpr std::string_view answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
  char bytes[4096];
  // The requests of these tests fit in one record.
  if (SSL_accept(tls) == 1)
    while (SSL_read(tls, bytes, sizeof bytes) > 0)
      SSL_write(tls, answer.data(), static_cast<int>(answer.size()));
  SSL_free(tls);
}

}  // namespace streamctl::testing
