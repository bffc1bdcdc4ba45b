// Closes a WebSocket's connection in bounded time, such that the last bytes sent arrive.
#pragma once

#include <functional>
#include <type_traits>
#include <utility>  // Before Beast: 1.74 uses std::exchange without it.

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/role.hpp>

namespace streamctl::net {

/// A socket that reports when Beast starts waiting for the peer's EOF, which may never arrive.
/// Closing the socket ends the wait.
template <class Executor>
class EndingSocket : public boost::asio::basic_stream_socket<boost::asio::ip::tcp, Executor> {
 public:
  using Base = boost::asio::basic_stream_socket<boost::asio::ip::tcp, Executor>;
  using Base::Base;
  std::function<void()> ending;
};

/// Drains the peer's input until EOF: closing with unread input would reset the connection and
/// discard the close frame.
template <class Executor, class Handler>
struct ReadToTheEnd {
  /// Reads one ending socket may do per turn.
  static constexpr int reads_per_turn_max = 8;

  EndingSocket<Executor>& socket;
  Handler handler;

  void operator()(boost::system::error_code error) {
    char piece[16 * 1024];
    for (int reads = 0; reads < reads_per_turn_max && !error; ++reads)
      socket.read_some(boost::asio::buffer(piece), error);
    if (!error || error == boost::asio::error::would_block) {
      return socket.async_wait(boost::asio::socket_base::wait_read, std::move(*this));
    }
    socket.close(error);
    handler(boost::system::error_code{});
  }
};

/// Found by ADL from Beast. Beast's version gives up at the first bytes received (1.74).
template <class Executor, class Handler>
void async_teardown(boost::beast::role_type, EndingSocket<Executor>& socket, Handler&& handler) {
  if (socket.ending) socket.ending();
  boost::system::error_code ignored;
  socket.non_blocking(true, ignored);
  socket.shutdown(boost::asio::socket_base::shutdown_send, ignored);
  using Ending = ReadToTheEnd<Executor, std::decay_t<Handler>>;
  socket.async_wait(boost::asio::socket_base::wait_read,
                    Ending{socket, std::forward<Handler>(handler)});
}

/// The same under TLS, which waits for close_notify instead.
template <class Executor, class Handler>
void async_teardown(boost::beast::role_type,
                    boost::asio::ssl::stream<EndingSocket<Executor>>& stream, Handler&& handler) {
  if (stream.next_layer().ending) stream.next_layer().ending();
  stream.async_shutdown(
      [kept = std::decay_t<Handler>(std::forward<Handler>(handler))](
          const boost::system::error_code&) mutable { kept(boost::system::error_code{}); });
}

}  // namespace streamctl::net
