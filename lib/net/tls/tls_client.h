// TLS as a client: trust and error messages.
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"
#include "net/http_client/http_client.h"
#include "net/tls/tls_context.h"

struct ssl_st;

namespace streamctl::net {

/// Creates a context that trusts the system's certificates and those of `trust`. Kind config.
Result<TlsContext> make_client_tls_context(const Trust& trust);

/// Makes `ssl` verify the peer as `host`, a name or an address, and send SNI. Returns false if
/// OpenSSL refuses.
bool expect_host(ssl_st* ssl, const std::string& host, bool insecure);

/// Explains why certificate verification of `host` failed: "certificate is not trusted: self-signed
/// certificate". Empty if the certificate was not the cause.
std::string certificate_fault(const ssl_st* ssl, const std::string& host);

/// Explains a handshake failure not caused by the certificate, from OpenSSL's error: "the server
/// does not speak TLS on this port". Empty if the error is not a known one.
std::string handshake_fault(std::string_view openssl);

}  // namespace streamctl::net
