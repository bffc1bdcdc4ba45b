// An HTTP/1.1 server on one event loop: handlers receive each request whole, and may respond later.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "core/result.h"
#include "core/task.h"
#include "net/headers.h"

namespace streamctl::net {

/// Resource limits per client and overall. Exceeding one yields 431 for headers, 413 for bodies,
/// 408 for time, 503 and a closed connection for total bodies and for connections. A periodic sweep
/// enforces times: they may overrun by a quarter of the shortest, at most half a second.
struct ServerLimits {
  std::size_t header_bytes_max = std::size_t{32} * 1024;
  std::size_t header_count_max = 100;
  std::uint64_t body_bytes_max = std::uint64_t{5} * 1024 * 1024;
  /// Total body size of all requests being received or not yet answered. Beyond it, a body of more
  /// than 64 KiB gets a 503: many clients together must not exceed what one may not.
  std::uint64_t bodies_bytes_max = std::uint64_t{512} * 1024 * 1024;
  /// When all are in use, a new connection replaces one that is waiting for a request.
  std::size_t connections_max = 4096;
  /// First byte of a request to the end of its headers; also the TLS handshake, and a new
  /// connection's initial silence.
  std::chrono::nanoseconds header_timeout = std::chrono::seconds{10};
  std::chrono::nanoseconds body_timeout =
      std::chrono::seconds{30};  ///< End of headers to the end of the body.
  std::chrono::nanoseconds idle_timeout =
      std::chrono::seconds{75};  ///< Between requests of a kept connection.
  std::chrono::nanoseconds write_timeout =
      std::chrono::seconds{30};  ///< Without the client accepting a byte of the response.
  /// A turn takes the requests of at most half of the connections, so that the clients answered at
  /// its end go on while the others are served. Not for a turn_end() that takes long.
  bool halves_turns = false;
};

struct TlsFiles {
  std::string certificate;  ///< PEM, the chain included.
  std::string key;          ///< PEM.
};

struct ServerOptions {
  std::string host =
      "127.0.0.1";         ///< A name or an address of this machine: "localhost", "::1", "0.0.0.0".
  std::uint16_t port = 0;  ///< 0: any free one.
  bool opens_port = true;  ///< False: runs only the loop, for posted tasks.
  std::optional<TlsFiles> tls;
  ServerLimits limits;
};

struct Request {
  std::string method;
  std::string target;  ///< Path and query, as sent; of "http://host/path" the path; "*" of OPTIONS.
  Headers headers;
  std::string body;    ///< As sent, chunks joined; not inflated.
  std::string remote;  ///< "127.0.0.1:51234", "[::1]:51234".
};

struct Response {
  unsigned status = 200;
  Headers headers;  ///< The server sets Content-Length, Connection, Date and Transfer-Encoding.
  std::string body;
};

class WebSocket;
struct WebSocketHandlers;
struct WebSocketLimits;

/// The right to answer one request, once. Answer immediately or later, on the loop's thread.
/// Responds with 500 if dropped unanswered. After the client has disconnected, answers are ignored
/// safely.
class Exchange {
 public:
  /// Whoever gets the answer: a connection of the server, or a test. Gets at most one call.
  class Peer {
   public:
    Peer() = default;
    Peer(const Peer&) = delete;
    Peer& operator=(const Peer&) = delete;
    virtual ~Peer() = default;
    virtual void answer(Response&& response) = 0;
    virtual void reset() = 0;
    virtual void hold() = 0;
    /// Gives the connection to a WebSocket; null, and answered, where that cannot be.
    virtual std::shared_ptr<WebSocket> switch_over(const Request& request,
                                                   WebSocketHandlers&& handlers,
                                                   const WebSocketLimits& limits);
  };

  explicit Exchange(std::shared_ptr<Peer> peer);
  Exchange(Exchange&&) noexcept;
  Exchange& operator=(Exchange&&) noexcept;
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;
  ~Exchange();

  void answer(Response response);
  /// Drops the connection with a TCP reset.
  void reset();
  /// Never answers: the connection stays open until the client or the server goes.
  void hold();
  /// Whether it may still be answered: false after answer, reset or hold, and when moved from.
  [[nodiscard]] bool open() const { return peer_ != nullptr; }

 private:
  friend std::shared_ptr<WebSocket> upgrade(Exchange exchange, const Request& request,
                                            WebSocketHandlers handlers, WebSocketLimits limits);

  std::shared_ptr<Peer> peer_;
};

/// A request the server answered itself, because it never became complete: 400 malformed, 408 too
/// slow, 413 and 431 too large, 417 an unknown expectation, 501 an unknown transfer coding, 503 too
/// many connections or bodies, 505 not HTTP/1. The server closes the connection afterwards.
struct Refusal {
  unsigned status = 400;
  std::string why;     ///< "header fields larger than 32 KiB": our text, safe to print.
  std::string method;  ///< As sent, or empty if never read; likewise `target`.
  std::string target;
  std::string remote;
};

/// Handlers must not throw. All except `request` may be empty.
struct ServerHandlers {
  std::function<void(Request&&, Exchange)> request;
  /// Runs after each batch of requests that were ready together, and before the loop sleeps: use it
  /// to write their shared data once (group commit) and answer them.
  std::function<void()> turn_end;
  std::function<void(const Refusal&)> refused;
  /// Makes the response to it; without this, its reason as plain text. The status is the refusal's.
  std::function<Response(const Refusal&)> refusal_response;
};

/// Owns the port and the loop. All handlers run on the thread that calls run().
class Server {
 public:
  /// Binds and listens. Kind network: "cannot listen on 127.0.0.1:8080: address already in use",
  /// with a hint; kind config for TLS files.
  static Result<std::unique_ptr<Server>> listen(ServerOptions options, ServerHandlers handlers);

  Server() = default;
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  virtual ~Server() = default;

  [[nodiscard]] virtual std::uint16_t port() const = 0;  ///< 0 if none is open.
  /// The bound address, regardless of the name used: "127.0.0.1", "[::]". Empty if no port is open.
  [[nodiscard]] virtual std::string address() const = 0;
  /// "http://127.0.0.1:8080", "https://[::1]:8443". Loopback if the host is every address (0.0.0.0,
  /// ::). Empty if no port is open.
  [[nodiscard]] virtual std::string url() const = 0;

  /// Serves until stop() or `stop`; then closes the port, idle and held connections, and WebSockets
  /// with 1001, waits at most `grace` for begun requests to be answered and WebSockets to be
  /// closed, and returns. Call once.
  virtual void run(std::stop_token stop,
                   std::chrono::nanoseconds grace = std::chrono::seconds{5}) = 0;
  /// Ends run(). Thread-safe.
  virtual void stop() = 0;
  /// Runs `task` on the loop. Thread-safe.
  virtual void post(Task task) = 0;
  /// Runs `task` after `delay`, unless the server is gone by then. Call on the loop's thread.
  virtual void after(std::chrono::nanoseconds delay, Task task) = 0;
};

}  // namespace streamctl::net
