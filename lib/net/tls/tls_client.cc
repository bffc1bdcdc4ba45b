#include "net/tls/tls_client.h"

#include <cstdint>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "net/http_client/curl_trust.h"
#include "net/tls/system_trust.h"

namespace streamctl::net {
Result<TlsContext> make_client_tls_context(const Trust& trust) {
  TlsContext context{SSL_CTX_new(TLS_client_method())};
  if (!context) return internal_error("cannot set up TLS");
  SSL_CTX* raw = context.get();
  SSL_CTX_set_min_proto_version(raw, TLS1_2_VERSION);
  SSL_CTX_set_options(raw, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION);
  SSL_CTX_set_mode(raw, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                            SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_alpn_protos(raw, alpn_http_1_1,
                          sizeof alpn_http_1_1);  // WebSockets need it (RFC 6455 section 4.1).
  SSL_CTX_set_verify(raw, trust.insecure ? SSL_VERIFY_NONE : SSL_VERIFY_PEER, nullptr);
  if (trust.insecure) return context;
  trust_system(raw);
  if (!trust.ca_certificate.empty()) {
    auto certificates = TrustedCertificates::read(trust.ca_certificate);
    if (!certificates) return std::move(certificates).error();
    if (!(*certificates)->add_to(raw)) return internal_error("cannot set up TLS");
  }
  return context;
}

bool expect_host(ssl_st* ssl, const std::string& host, bool insecure) {
  X509_VERIFY_PARAM* parameters = SSL_get0_param(ssl);
  const bool is_address = X509_VERIFY_PARAM_set1_ip_asc(parameters, host.c_str()) == 1;
  ERR_clear_error();
  if (is_address) return true;  // SNI excludes addresses (RFC 6066 section 3).
  std::string name = host;      // SSL_set_tlsext_host_name() is this in a macro of old casts.
  if (SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, name.data()) != 1) {
    return false;
  }
  if (insecure) return true;
  X509_VERIFY_PARAM_set_hostflags(parameters, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  return SSL_set1_host(ssl, host.c_str()) == 1;
}

std::string certificate_fault(const ssl_st* ssl, const std::string& host) {
  const long result = SSL_get_verify_result(ssl);
  if (result == X509_V_OK) return "";
  const std::string why = X509_verify_cert_error_string(result);
  if (result == X509_V_ERR_HOSTNAME_MISMATCH || result == X509_V_ERR_IP_ADDRESS_MISMATCH)
    return "certificate is not for " + host;
  if (result == X509_V_ERR_CERT_HAS_EXPIRED) return "certificate has expired";
  return "certificate is not trusted: " + why;
}

std::string handshake_fault(std::string_view openssl) {
  const auto says = [&](std::string_view words) {
    return openssl.find(words) != std::string_view::npos;
  };
  // OpenSSL parses the first bytes of a plain HTTP response as a record of an impossible version.
  if (says("wrong version number") || says("packet length too long"))
    return "the server does not speak TLS on this port";
  if (says("alert handshake failure")) return "nothing in common";
  if (says("alert certificate required") || says("bad certificate"))
    return "the server wants a client certificate";
  return "";
}

}  // namespace streamctl::net
