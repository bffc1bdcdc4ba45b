// The certificate and key a server presents to clients.
#pragma once

#include <memory>

#include "core/result.h"
#include "net/http_server/server.h"

struct ssl_ctx_st;

namespace streamctl::net {

/// The only protocol that our client and server offer by ALPN (RFC 7301), in wire format.
inline constexpr unsigned char alpn_http_1_1[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};

struct TlsContextDeleter {
  void operator()(ssl_ctx_st* context) const;
};
using TlsContext = std::unique_ptr<ssl_ctx_st, TlsContextDeleter>;

/// TLS 1.2 and later, HTTP/1.1 by ALPN. Kind config, naming the file: unreadable, contains no PEM,
/// a key with a password, or a key of another certificate.
Result<TlsContext> make_tls_context(const TlsFiles& files);

}  // namespace streamctl::net
