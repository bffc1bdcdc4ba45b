#include "net/tls/tls_context.h"

#include <cstdint>
#include <string>

#include <openssl/err.h>
#include <openssl/ssl.h>

#include "core/file.h"
#include "core/text.h"

namespace streamctl::net {
namespace {

constexpr std::uint64_t pem_bytes_max = std::uint64_t{1024} * 1024;

/// Reports an error for a key with a password instead of prompting on the terminal.
int no_password(char*, int, int, void*) {
  return -1;
}

// NOLINTNEXTLINE(readability-function-size): OpenSSL wants six parameters
int select_http_1_1(SSL*, const unsigned char** chosen, unsigned char* size,
                    const unsigned char* offered, unsigned offered_size, void*) {
  unsigned char* found = nullptr;
  const int status = SSL_select_next_proto(&found, size, alpn_http_1_1, sizeof alpn_http_1_1,
                                           offered, offered_size);
  if (status != OPENSSL_NPN_NEGOTIATED) return SSL_TLSEXT_ERR_ALERT_FATAL;
  *chosen = found;
  return SSL_TLSEXT_ERR_OK;
}

/// Checks that the file is readable, so that the error gives the reason.
Result<void> check_readable(const std::string& path) {
  const auto read = read_file(path, pem_bytes_max);
  if (!read) return read.error();
  return {};
}

Result<void> use_files(SSL_CTX* context, const TlsFiles& files) {
  const std::string certificate = printable(files.certificate);
  const std::string key = printable(files.key);
  if (auto read = check_readable(files.certificate); !read)
    return std::move(read).error().in("TLS certificate");
  if (auto read = check_readable(files.key); !read) return std::move(read).error().in("TLS key");
  if (SSL_CTX_use_certificate_chain_file(context, files.certificate.c_str()) != 1) {
    return config_error("cannot use the certificate " + certificate + ": it has no PEM certificate",
                        "the file begins with -----BEGIN CERTIFICATE-----");
  }
  // OpenSSL compares the two once it has both.
  if (SSL_CTX_use_PrivateKey_file(context, files.key.c_str(), SSL_FILETYPE_PEM) != 1) {
    if (ERR_GET_REASON(ERR_peek_last_error()) == X509_R_KEY_VALUES_MISMATCH ||
        ERR_GET_REASON(ERR_peek_last_error()) == X509_R_KEY_TYPE_MISMATCH) {
      return config_error("the key " + key + " does not belong to the certificate " + certificate);
    }
    return config_error("cannot use the key " + key + ": it has no PEM key without a password",
                        "the file begins with -----BEGIN PRIVATE KEY-----");
  }
  if (SSL_CTX_check_private_key(context) != 1) {
    return config_error("the key " + key + " does not belong to the certificate " + certificate);
  }
  return {};
}

}  // namespace

void TlsContextDeleter::operator()(ssl_ctx_st* context) const {
  SSL_CTX_free(context);
}

Result<TlsContext> make_tls_context(const TlsFiles& files) {
  TlsContext context{SSL_CTX_new(TLS_server_method())};
  if (!context) return internal_error("cannot set up TLS");
  SSL_CTX* raw = context.get();
  SSL_CTX_set_min_proto_version(raw, TLS1_2_VERSION);
  SSL_CTX_set_options(raw, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION |
                               SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_IGNORE_UNEXPECTED_EOF);
  // Buffers only while bytes move: an idle connection costs little. A write may go on from another
  // place in memory.
  SSL_CTX_set_mode(raw, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                            SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_session_cache_mode(raw, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_alpn_select_cb(raw, select_http_1_1, nullptr);
  SSL_CTX_set_default_passwd_cb(raw, no_password);
  const auto used = use_files(raw, files);
  ERR_clear_error();
  if (!used) return used.error();
  return context;
}

}  // namespace streamctl::net
