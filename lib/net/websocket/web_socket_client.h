// A WebSocket (RFC 6455) to a server, on a thread of its own.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/result.h"
#include "net/headers.h"
#include "net/http_client/http_client.h"
#include "net/http_client/proxy.h"
#include "net/websocket/web_socket_url.h"

namespace streamctl::net {

/// No extension is offered. Text messages only.
struct WebSocketRequest {
  WebSocketUrl url;
  Headers headers;  ///< Added to the handshake's own.
  Trust trust;      ///< Host name and chain are verified, unless it is insecure.
  /// From the look-up of the host to the end of the handshake; and until that begins, TLS included.
  std::chrono::nanoseconds timeout = std::chrono::seconds{15};
  std::chrono::nanoseconds connect_timeout = std::chrono::seconds{5};
  std::optional<Proxy> proxy = std::nullopt;                 ///< Only of scheme http.
  std::size_t message_bytes_max = std::size_t{1024} * 1024;  ///< More closes with 1009.
};

struct WebSocketEvent {
  enum class Kind {
    opened,
    message,  ///< `text`, whole, valid UTF-8.
    closed,   ///< It had been opened. `code`; `text` is the peer's reason, or ours for a fault.
    failed,   ///< It was never opened: `text` says why, in words of ours; `status`, `body`.
  };
  Kind kind = Kind::failed;
  std::string text{};
  /// The peer's (1005 if it gave none), that of close(), 1002, 1003, 1007 or 1009 for what it sent
  /// wrongly, 1006 without a closing handshake.
  std::uint16_t code = 0;
  bool by_peer = false;    ///< The peer closed, in words.
  unsigned status = 0;     ///< What answered the handshake instead of 101; 0: nothing.
  std::string body{};      ///< Of that answer, its first 64 KiB; foreign bytes.
  bool timed_out = false;  ///< The failure is that of our clock.
};

/// One connection. `closed` or `failed` is its last event.
class WebSocketClient {
 public:
  /// On the socket's thread; may wait, which holds up the peer and close(), but not the destructor
  /// for longer than it waits itself.
  using Receive = std::function<void(WebSocketEvent&&)>;

  /// Begins to connect. Kind config for the files of `trust`; everything later is an event.
  static Result<std::unique_ptr<WebSocketClient>> connect(WebSocketRequest request,
                                                          Receive receive);

  WebSocketClient() = default;
  WebSocketClient(const WebSocketClient&) = delete;
  WebSocketClient& operator=(const WebSocketClient&) = delete;
  /// Drops the connection; no event comes after. A look-up of the host that cannot be interrupted
  /// is left behind.
  virtual ~WebSocketClient() = default;

  /// From any thread. Before it has opened, and after it has closed, it goes nowhere.
  virtual void send(std::string text) = 0;
  /// From any thread: the closing handshake, for which the peer has a second.
  virtual void close(std::uint16_t code, std::string reason) = 0;
};

}  // namespace streamctl::net
