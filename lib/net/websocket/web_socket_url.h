// URLs of WebSockets (RFC 6455 section 3).
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

  /// The Host field: without a port that goes without saying, an IPv6 address in brackets.
  [[nodiscard]] std::string authority() const;
  /// With the port always.
  [[nodiscard]] std::string host_and_port() const;
};

/// "ws://127.0.0.1:8800/video/connect?api_key=k", "wss://…". Refuses other schemes, credentials and
/// fragments. Never quotes the query. Kind usage.
Result<WebSocketUrl> parse_web_socket_url(const std::string& url);

}  // namespace streamctl::net
