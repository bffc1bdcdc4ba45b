// One client of the server: its bytes become requests, its answers become bytes, its time runs out.
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

/// What the connections of one server share, on the loop's thread.
class ConnectionShared {
 public:
  using Executor = boost::asio::io_context::executor_type;
  using Descriptor = boost::asio::posix::basic_stream_descriptor<Executor>;

  ConnectionShared(const ServerLimits& server_limits, ServerHandlers server_handlers)
      : limits(server_limits), handlers(std::move(server_handlers)) {}
  ConnectionShared(const ConnectionShared&) = delete;
  ConnectionShared& operator=(const ConnectionShared&) = delete;
  virtual ~ConnectionShared() = default;

  /// The Date of an answer given now.
  std::string_view date();
  /// `connection` has closed: forget it.
  virtual void closed(Connection& connection) = 0;

  const ServerLimits limits;
  const ServerHandlers handlers;
  SystemClock clock;
  // One thread, so a connection needs no buffers of its own while it waits.
  boost::asio::io_context loop{1};
  std::vector<char> read_buffer = std::vector<char>(std::size_t{64} * 1024);
  std::string answer_buffer;
  std::uint64_t bodies_bytes = 0;  ///< Of requests that are not answered yet.
  bool stopping = false;

 private:
  std::string date_;
  std::chrono::seconds date_of_{-1};
};

/// What a connection became by switching protocols. It has the socket; the connection keeps its
/// place in the list, and its time.
class Successor {
 public:
  Successor() = default;
  Successor(const Successor&) = delete;
  Successor& operator=(const Successor&) = delete;
  virtual ~Successor() = default;
  /// The server is stopping: take leave.
  virtual void stop() = 0;
  /// The connection's deadline has come.
  virtual void expired() = 0;
  /// At once: the connection has closed.
  virtual void close() = 0;
};

/// Takes one request at a time: while one waits for its answer, the next stays in the socket.
class Connection final : public Exchange::Peer, public std::enable_shared_from_this<Connection> {
 public:
  Connection(ConnectionShared& shared, Transport transport, std::string remote);

  /// Begins with a TLS handshake or with a request.
  void start(bool tls);
  /// Answers before any request came, and closes.
  void turn_away(Refusal refusal);
  /// Closes unless a request has begun or been sent already; whatever is answered from here on
  /// closes too.
  void stop();
  void close();

  /// Whether it has anything to lose: a request that has begun, an answer on its way, a WebSocket.
  [[nodiscard]] bool has_request() const {
    return phase_ != Phase::idle && phase_ != Phase::handshake;
  }

  /// When expired() is due.
  [[nodiscard]] SteadyTime deadline() const { return deadline_; }
  void expired();
  /// The deadline from now. For a successor too.
  void due_in(std::chrono::nanoseconds time);
  void never_due() { deadline_ = SteadyTime::max(); }

  void answer(Response&& response) override;
  void reset() override;
  void hold() override;
  std::shared_ptr<WebSocket> switch_over(const Request& request, WebSocketHandlers&& handlers,
                                         const WebSocketLimits& limits) override;

  std::size_t place = 0;  ///< The server's: where it stands in the list of connections.

 private:
  enum class Phase {
    handshake,  ///< TLS.
    idle,       ///< No byte of a request yet.
    receiving,  ///< A request has begun.
    pending,    ///< It is with the handler.
    held,       ///< It will never be answered.
    writing,    ///< The answer is on its way.
    draining,   ///< Answered without reading everything: read and drop, so that the answer is seen.
    switched,   ///< The socket is successor_'s.
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
  std::string leftover_;                   ///< Read beyond the request: the beginning of the next.
  std::size_t leftover_taken_ = 0;
  std::string unsent_;  ///< What the socket did not take.
  std::size_t drained_ = 0;
  std::size_t body_bytes_ = 0;  ///< Of the request under way, as counted in bodies_bytes.
  SteadyTime deadline_ = SteadyTime::max();
  Phase phase_ = Phase::idle;
  bool waits_read_ = false;
  bool waits_write_ = false;
  bool more_ = false;  ///< The socket was seen readable while a request was pending.
  bool body_begun_ = false;
  bool keep_alive_ = true;
  bool head_only_ = false;
  bool http_1_0_ = false;
};

}  // namespace streamctl::net
