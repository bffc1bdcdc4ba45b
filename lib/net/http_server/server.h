// An HTTP/1.1 server on one event loop: every request is handed over whole, and may be answered
// later.
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

/// What one client, or all of them, may cost us. Each has an answer: 431 for headers, 413 for
/// bodies, 408 for time, 503 and a closed connection for bodies together and for connections. Times
/// are kept by a sweep: they may run over by a quarter of the shortest, at most half a second.
struct ServerLimits {
  std::size_t header_bytes_max = std::size_t{32} * 1024;
  std::size_t header_count_max = 100;
  std::uint64_t body_bytes_max = std::uint64_t{5} * 1024 * 1024;
  /// Of all requests together that are on their way in or not answered yet. Beyond it a body of
  /// more than 64 KiB is answered 503: many clients cannot do together what one may not.
  std::uint64_t bodies_bytes_max = std::uint64_t{512} * 1024 * 1024;
  /// Where all are taken, one that waits for a request makes room for a new one.
  std::size_t connections_max = 4096;
  /// First byte of a request to the end of its headers; also the TLS handshake, and a new
  /// connection's silence.
  std::chrono::nanoseconds header_timeout = std::chrono::seconds{10};
  std::chrono::nanoseconds body_timeout =
      std::chrono::seconds{30};  ///< End of headers to the end of the body.
  std::chrono::nanoseconds idle_timeout =
      std::chrono::seconds{75};  ///< Between requests of a kept connection.
  std::chrono::nanoseconds write_timeout =
      std::chrono::seconds{30};  ///< Without a byte of the answer being taken.
};

struct TlsFiles {
  std::string certificate;  ///< PEM, the chain included.
  std::string key;          ///< PEM.
};

struct ServerOptions {
  std::string host =
      "127.0.0.1";         ///< A name or an address of this machine: "localhost", "::1", "0.0.0.0".
  std::uint16_t port = 0;  ///< 0: any free one.
  bool opens_port = true;  ///< False: the loop alone, for what is posted to it.
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
  Headers headers;  ///< Content-Length, Connection, Date and Transfer-Encoding are the server's.
  std::string body;
};

class WebSocket;
struct WebSocketHandlers;
struct WebSocketLimits;

/// The right to answer one request, once. Give the answer at once or later, on the loop's thread.
/// Dropped unanswered, it answers 500. After the client has gone, answers go nowhere, safely.
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

/// A request the server answered itself, because it never became a whole one: 400 malformed, 408
/// too slow, 413 and 431 too large, 417 an unknown expectation, 501 an unknown transfer coding, 503
/// too many connections or bodies, 505 not HTTP/1. The connection is closed after the answer.
struct Refusal {
  unsigned status = 400;
  std::string why;     ///< "header fields larger than 32 KiB": words of ours, safe to print.
  std::string method;  ///< As sent, or empty if it was never read; so the target.
  std::string target;
  std::string remote;
};

/// None may throw. Each but `request` may be empty.
struct ServerHandlers {
  std::function<void(Request&&, Exchange)> request;
  /// Runs after each batch of requests that were ready together, and before the loop sleeps: the
  /// place to write what they have in common once (group commit) and answer them.
  std::function<void()> turn_end;
  std::function<void(const Refusal&)> refused;
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

  [[nodiscard]] virtual std::uint16_t port() const = 0;  ///< 0 where none is open.
  /// The address it is bound to, whatever name led there: "127.0.0.1", "[::]". Empty where no port
  /// is open.
  [[nodiscard]] virtual std::string address() const = 0;
  /// "http://127.0.0.1:8080", "https://[::1]:8443". Loopback where the host is every address
  /// (0.0.0.0, ::). Empty where no port is open.
  [[nodiscard]] virtual std::string url() const = 0;

  /// Serves until stop() or `stop`; then closes the port, idle connections and held ones,
  /// WebSockets with 1001, lets requests that have begun be answered and WebSockets be closed for
  /// at most `grace`, and returns. Once.
  virtual void run(std::stop_token stop,
                   std::chrono::nanoseconds grace = std::chrono::seconds{5}) = 0;
  /// From any thread: ends run().
  virtual void stop() = 0;
  /// From any thread: runs `task` on the loop.
  virtual void post(Task task) = 0;
  /// On the loop's thread: runs `task` after `delay`, unless the server has gone by then.
  virtual void after(std::chrono::nanoseconds delay, Task task) = 0;
};

}  // namespace streamctl::net
