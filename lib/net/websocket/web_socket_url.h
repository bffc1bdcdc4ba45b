// WebSocket URLs (RFC 6455 section 3).
#pragma once

#include <cstdint>
#include <string>

#include "core/result.h"

namespace streamctl::net {

struct WebSocketUrl {
  bool tls = false;
  std::string host;  ///< Without brackets.
  std::uint16_t port = 80;
  std::string target = "/";  ///< Path and query.
  bool operator==(const WebSocketUrl&) const = default;

  /// The Host field: omits the default port, puts an IPv6 address in brackets.
  [[nodiscard]] std::string authority() const;
  /// Always with the port.
  [[nodiscard]] std::string host_and_port() const;
};

/// Parses "ws://127.0.0.1:8800/video/connect?api_key=k", "wss://…". Rejects other schemes,
/// credentials and fragments. Errors never quote the query. Kind usage.
Result<WebSocketUrl> parse_web_socket_url(const std::string& url);

}  // namespace streamctl::net
