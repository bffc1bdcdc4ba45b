// One client WebSocket connection on its own loop: from DNS lookup to the last event.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "net/tls/tls_context.h"
#include "net/websocket/web_socket_client.h"

namespace streamctl::net {

class WebSocketWire {
 public:
  /// `tls` is null for ws.
  static std::unique_ptr<WebSocketWire> make(WebSocketRequest request,
                                             WebSocketClient::Receive receive, TlsContext tls);

  WebSocketWire() = default;
  WebSocketWire(const WebSocketWire&) = delete;
  WebSocketWire& operator=(const WebSocketWire&) = delete;
  /// Blocks while a DNS lookup is in progress.
  virtual ~WebSocketWire() = default;

  /// Runs until the last event was received, or stop(). Never throws.
  virtual void run() = 0;
  // Thread-safe.
  virtual void send(std::string text) = 0;
  virtual void close(std::uint16_t code, std::string reason) = 0;
  virtual void stop() = 0;
  /// Whether the lookup of a stopped wire is still in progress.
  [[nodiscard]] virtual bool resolving() const = 0;
};

}  // namespace streamctl::net
