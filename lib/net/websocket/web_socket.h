// Server-side WebSockets (RFC 6455): an exchange answered by switching protocols.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "net/http_server/server.h"

namespace streamctl::net {

/// Resource limits per socket.
struct WebSocketLimits {
  std::size_t message_bytes_max = std::size_t{1024} * 1024;  ///< More closes with 1009.
  std::size_t unsent_bytes_max =
      std::size_t{8} * 1024 * 1024;  ///< Unsent bytes above this drop the connection.
  /// Drops a peer after this time without a message, ping or pong, as Stream's coordinator does. 0:
  /// never. Enforced by the server's sweep: may overrun by half a second.
  std::chrono::nanoseconds idle_timeout = std::chrono::seconds{35};
};

/// One socket, on the server's loop. The server keeps it alive while open; after it has closed,
/// every call is a no-op.
class WebSocket {
 public:
  WebSocket() = default;
  WebSocket(const WebSocket&) = delete;
  WebSocket& operator=(const WebSocket&) = delete;
  virtual ~WebSocket() = default;

  /// Sends a text message, in order after earlier ones. Shared: a thousand sockets send one copy.
  virtual void send(std::shared_ptr<const std::string> text) = 0;
  /// Sends queued messages, then the closing handshake; `closed` follows.
  virtual void close(std::uint16_t code, std::string_view reason) = 0;
  /// Drops the connection without a closing handshake: the peer sees 1006. `closed` follows.
  virtual void drop() = 0;
  /// Stops reading, answering and pinging but stays open, to test how a client detects silence.
  /// Until drop(), or the peer disconnects.
  virtual void silence() = 0;
  [[nodiscard]] virtual std::size_t unsent_bytes() const = 0;
};

/// Called on the loop's thread, never from within a call to the socket: callers may be iterating
/// over all of them. Handlers must not throw; each may be empty.
struct WebSocketHandlers {
  std::function<void(std::string&& text)>
      message;  ///< Complete, valid UTF-8. Binary closes with 1003.
  /// Called once. The code of the side that closed first: the peer's (1005 if it gave none), that
  /// of close(), or that of a fault: 1002 protocol, 1003 binary, 1007 not UTF-8, 1009 too large.
  /// 1006 without a closing handshake: the peer disconnected, was dropped, idle or too slow.
  std::function<void(std::uint16_t code)> closed;
};

/// Whether a request asks for a WebSocket: GET with "Upgrade: websocket".
[[nodiscard]] bool is_web_socket_request(const Request& request);

/// Switches the connection of `exchange`, which is consumed; messages may be sent at once. Returns
/// null after answering the exchange if the request is not a valid handshake (RFC 6455 4.2.1: 400,
/// and 426 for another version), uses TLS (501), or the server is stopping (503). Also returns null
/// if the client has disconnected. Extensions are declined. The socket counts as a connection of
/// the server.
std::shared_ptr<WebSocket> upgrade(Exchange exchange, const Request& request,
                                   WebSocketHandlers handlers, WebSocketLimits limits = {});

}  // namespace streamctl::net
