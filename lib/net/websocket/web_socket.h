// WebSockets (RFC 6455) of the server: an exchange that was answered by switching protocols.
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

/// What one socket may cost us.
struct WebSocketLimits {
  std::size_t message_bytes_max = std::size_t{1024} * 1024;  ///< More closes with 1009.
  std::size_t unsent_bytes_max =
      std::size_t{8} * 1024 * 1024;  ///< A reader slower than this is dropped.
  /// Without a message, ping or pong of the peer: it is dropped, as Stream's coordinator does. 0:
  /// never. Kept by the server's sweep: may run over by half a second.
  std::chrono::nanoseconds idle_timeout = std::chrono::seconds{35};
};

/// One socket, on the server's loop. It is kept alive by the server while open; after it has closed
/// every call does nothing.
class WebSocket {
 public:
  WebSocket() = default;
  WebSocket(const WebSocket&) = delete;
  WebSocket& operator=(const WebSocket&) = delete;
  virtual ~WebSocket() = default;

  /// A text message, in order behind those before. Shared: a thousand sockets send one copy.
  virtual void send(std::shared_ptr<const std::string> text) = 0;
  /// Sends what waits, then the closing handshake; `closed` follows.
  virtual void close(std::uint16_t code, std::string_view reason) = 0;
  /// Drops the connection without a word: the peer sees 1006. `closed` follows.
  virtual void drop() = 0;
  /// Reads and answers nothing more, pings neither, and stays open: for testing how a client
  /// notices silence. Until drop(), or the peer goes.
  virtual void silence() = 0;
  [[nodiscard]] virtual std::size_t unsent_bytes() const = 0;
};

/// On the loop's thread, and never from within a call to the socket: it may be called while walking
/// over all of them. None may throw; each may be empty.
struct WebSocketHandlers {
  std::function<void(std::string&& text)>
      message;  ///< Valid UTF-8, whole. Binary closes with 1003.
  /// Once. The code of whoever closed first: the peer's (1005 if it gave none), that of close(), or
  /// of a fault: 1002 protocol, 1003 binary, 1007 not UTF-8, 1009 too large. 1006 without a closing
  /// handshake: the peer has gone, was dropped, idle or too slow.
  std::function<void(std::uint16_t code)> closed;
};

/// Whether a request asks for a WebSocket: GET with "Upgrade: websocket".
[[nodiscard]] bool is_web_socket_request(const Request& request);

/// Switches the connection of `exchange` over, which is used up; messages may be sent at once.
/// Null, and the exchange answered, where the request is no proper handshake (RFC 6455 4.2.1: 400,
/// and 426 for another version), over TLS (501), or when the server is stopping (503). Null too if
/// the client has gone. Extensions are declined. The socket counts as a connection of the server.
std::shared_ptr<WebSocket> upgrade(Exchange exchange, const Request& request,
                                   WebSocketHandlers handlers, WebSocketLimits limits = {});

}  // namespace streamctl::net
