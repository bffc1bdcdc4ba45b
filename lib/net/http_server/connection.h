// One client connection of the server: parses requests, writes responses, enforces deadlines.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>

#include "core/clock.h"
#include "net/http_server/request_parser.h"
#include "net/http_server/server.h"
#include "net/tls/transport.h"

namespace streamctl::net {

class Connection;

/// State shared by a server's connections, on the loop's thread.
class ConnectionShared {
 public:
  using Executor = boost::asio::io_context::executor_type;
  using Descriptor = boost::asio::posix::basic_stream_descriptor<Executor>;

  ConnectionShared(const ServerLimits& server_limits, ServerHandlers server_handlers)
      : limits(server_limits), handlers(std::move(server_handlers)) {}
  ConnectionShared(const ConnectionShared&) = delete;
  ConnectionShared& operator=(const ConnectionShared&) = delete;
  virtual ~ConnectionShared() = default;

  /// Returns the Date of a response sent now.
  std::string_view date();
  /// Called when `connection` has closed, to remove it.
  virtual void closed(Connection& connection) = 0;

  const ServerLimits limits;
  const ServerHandlers handlers;
  SystemClock clock;
  // Shared by the loop's one thread, so a waiting connection needs no buffers.
  boost::asio::io_context loop{1};
  std::vector<char> read_buffer = std::vector<char>(std::size_t{64} * 1024);
  std::string answer_buffer;
  std::uint64_t bodies_bytes = 0;  ///< Of unanswered requests.
  std::size_t turn_requests = 0;   ///< Requests that this turn has handed over.
  bool stopping = false;

 private:
  std::string date_;
  std::chrono::seconds date_of_{-1};
};

/// Handles a connection after it switched protocols. It owns the socket; the connection keeps its
/// place in the list, and its deadline.
class Successor {
 public:
  Successor() = default;
  Successor(const Successor&) = delete;
  Successor& operator=(const Successor&) = delete;
  virtual ~Successor() = default;
  /// The server is stopping: close gracefully.
  virtual void stop() = 0;
  /// The connection's deadline has expired.
  virtual void expired() = 0;
  /// Closes immediately: the connection has closed.
  virtual void close() = 0;
};

/// Handles one request at a time: while one awaits its response, the next stays in the socket.
class Connection final : public Exchange::Peer, public std::enable_shared_from_this<Connection> {
 public:
  Connection(ConnectionShared& shared, Transport transport, std::string remote);

  /// Starts with a TLS handshake or a request.
  void start(bool tls);
  /// Responds before any request was received, and closes.
  void turn_away(Refusal refusal);
  /// Closes unless a request has begun or was already sent; any later response also closes the
  /// connection.
  void stop();
  void close();

  /// Whether it is busy: a request begun, a response being sent, a WebSocket.
  [[nodiscard]] bool has_request() const {
    return phase_ != Phase::idle && phase_ != Phase::handshake;
  }

  /// When expired() is due.
  [[nodiscard]] SteadyTime deadline() const { return deadline_; }
  void expired();
  /// Sets the deadline from now. Also used by a successor.
  void due_in(std::chrono::nanoseconds time);
  void never_due() { deadline_ = SteadyTime::max(); }

  void answer(Response&& response) override;
  void reset() override;
  void hold() override;
  std::shared_ptr<WebSocket> switch_over(const Request& request, WebSocketHandlers&& handlers,
                                         const WebSocketLimits& limits) override;

  std::size_t place = 0;  ///< Index in the server's list of connections.

 private:
  enum class Phase {
    handshake,  ///< TLS.
    idle,       ///< No byte of a request yet.
    receiving,  ///< A request has begun.
    pending,    ///< The handler has it.
    held,       ///< It will never be answered.
    writing,    ///< The response is being sent.
    draining,   ///< Responded early: discard input so that the client sees the response.
    switched,   ///< `successor_` owns the socket.
    closed,
  };

  void wait_read();
  void wait_write();
  void continue_later();

  void readable();
  void writable();
  void shake_hands();
  void go_on();
  void receive();
  void look();
  void drain();

  std::size_t take(std::string_view bytes);
  std::size_t put(std::string_view bytes);
  void body_begins();
  bool is_one_too_many();
  void count_body(std::size_t bytes);
  void dispatch();
  void refuse(Refusal refusal);
  void send(std::string_view bytes);
  bool send_rest();
  void answered();
  void finish();
  void begin_draining();

  static void release_if_large(std::string& buffer);

  ConnectionShared& shared_;
  std::optional<Transport> transport_;
  std::optional<ConnectionShared::Descriptor>
      descriptor_;  ///< For waiting; transport_ owns the socket.
  std::shared_ptr<Successor> successor_;
  std::string remote_;
  std::unique_ptr<RequestParser> parser_;  ///< Only while a request is being received.
  std::string leftover_;                   ///< Beginning of the next request.
  std::size_t leftover_taken_ = 0;
  std::string unsent_;  ///< Bytes the socket did not accept.
  std::size_t drained_ = 0;
  std::size_t body_bytes_ = 0;  ///< Body of the current request, counted in bodies_bytes.
  SteadyTime deadline_ = SteadyTime::max();
  Phase phase_ = Phase::idle;
  bool waits_read_ = false;
  bool waits_write_ = false;
  bool more_ = false;  ///< The socket became readable while a request was pending.
  bool body_begun_ = false;
  bool keep_alive_ = true;
  bool head_only_ = false;
  bool http_1_0_ = false;
};

}  // namespace streamctl::net
