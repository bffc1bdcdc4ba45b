// One WebSocket connection of ours on its own loop: from the look-up of the host to the last event.
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
  /// While a look-up is under way, waits for it.
  virtual ~WebSocketWire() = default;

  /// Until the last event was received, or stop(). Never throws.
  virtual void run() = 0;
  // From any thread.
  virtual void send(std::string text) = 0;
  virtual void close(std::uint16_t code, std::string reason) = 0;
  virtual void stop() = 0;
  /// Of a wire that does not run any more: whether its look-up is still under way.
  [[nodiscard]] virtual bool resolving() const = 0;
};

}  // namespace streamctl::net
