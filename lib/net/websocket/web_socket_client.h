// A WebSocket (RFC 6455) client on a background thread.
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

/// Offers no extensions. Text messages only.
struct WebSocketRequest {
  WebSocketUrl url;
  Headers headers;  ///< Added to the handshake's fields.
  Trust trust;      ///< Host name and chain are verified unless `insecure`.
  /// From DNS lookup to the end of the handshake; and to its beginning, TLS included.
  std::chrono::nanoseconds timeout = std::chrono::seconds{15};
  std::chrono::nanoseconds connect_timeout = std::chrono::seconds{5};
  std::optional<Proxy> proxy = std::nullopt;                 ///< Scheme http only.
  std::size_t message_bytes_max = std::size_t{1024} * 1024;  ///< More closes with 1009.
};

struct WebSocketEvent {
  enum class Kind {
    opened,
    message,  ///< `text`: complete, valid UTF-8.
    closed,   ///< After opening. `code`; `text` is the peer's reason, or ours for a fault.
    failed,   ///< Never opened: `text` is the cause in our words; `status`, `body`.
  };
  Kind kind = Kind::failed;
  std::string text{};
  /// The peer's code (1005 if it gave none), that of close(), 1002, 1003, 1007 or 1009 for a fault
  /// of the peer, 1006 without a closing handshake.
  std::uint16_t code = 0;
  bool by_peer = false;    ///< The peer closed with a close frame.
  unsigned status = 0;     ///< Handshake response other than 101; 0: none.
  std::string body{};      ///< Its first 64 KiB; untrusted bytes.
  bool timed_out = false;  ///< Our timeout caused the failure.
};

/// One connection. `closed` or `failed` is its last event.
class WebSocketClient {
 public:
  /// Runs on the socket's thread; may block, which delays the peer and close(), and the destructor
  /// for no longer than it blocks itself.
  using Receive = std::function<void(WebSocketEvent&&)>;

  /// Starts connecting. Kind config for the files of `trust`; later failures are events.
  static Result<std::unique_ptr<WebSocketClient>> connect(WebSocketRequest request,
                                                          Receive receive);

  WebSocketClient() = default;
  WebSocketClient(const WebSocketClient&) = delete;
  WebSocketClient& operator=(const WebSocketClient&) = delete;
  /// Drops the connection; no event follows. An uninterruptible DNS lookup is left to finish alone.
  virtual ~WebSocketClient() = default;

  /// Discarded before the socket opens and after it closes. Thread-safe.
  virtual void send(std::string text) = 0;
  /// Starts the closing handshake; the peer has a second to reply. Thread-safe.
  virtual void close(std::uint16_t code, std::string reason) = 0;
};

}  // namespace streamctl::net
