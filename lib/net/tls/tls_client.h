// TLS as a client: who is trusted, and what went wrong.
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"
#include "net/http_client/http_client.h"
#include "net/tls/tls_context.h"

struct ssl_st;

namespace streamctl::net {

/// A context that trusts the system's certificates and those of `trust`. Kind config.
Result<TlsContext> make_client_tls_context(const Trust& trust);

/// Makes `ssl` verify that it talks to `host`, a name or an address, and say whom it wants (SNI).
/// False when OpenSSL would not have it.
bool expect_host(ssl_st* ssl, const std::string& host, bool insecure);

/// Why a handshake with `host` failed: "certificate is not trusted: self-signed certificate". Empty
/// where it was not for the certificate.
std::string certificate_fault(const ssl_st* ssl, const std::string& host);

/// Why a handshake failed that did not for the certificate, of what OpenSSL says: "the server does
/// not speak TLS on this port". Empty where that is not among its usual words.
std::string handshake_fault(std::string_view openssl);

}  // namespace streamctl::net
