// The certificate and key a server shows its clients.
#pragma once

#include <memory>

#include "core/result.h"
#include "net/http_server/server.h"

struct ssl_ctx_st;

namespace streamctl::net {

/// The one protocol that both ends of ours offer by ALPN (RFC 7301), in its wire form.
inline constexpr unsigned char alpn_http_1_1[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};

struct TlsContextDeleter {
  void operator()(ssl_ctx_st* context) const;
};
using TlsContext = std::unique_ptr<ssl_ctx_st, TlsContextDeleter>;

/// TLS 1.2 and later, HTTP/1.1 by ALPN. Kind config, naming the file: unreadable, no PEM in it, a
/// key with a password, or a key of another certificate.
Result<TlsContext> make_tls_context(const TlsFiles& files);

}  // namespace streamctl::net
