#include "net/websocket/web_socket_wire.h"

#include <algorithm>
#include <chrono>
#include <deque>
#include <exception>
#include <new>
#include <optional>
#include <type_traits>
#include <utility>  // Before Beast: 1.74 uses std::exchange without it.

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <boost/beast/websocket/stream.hpp>

#include "core/text.h"
#include "core/units.h"
#include "net/http_server/ending_socket.h"
#include "net/tls/tls_client.h"
#include "net/websocket/proxy_tunnel.h"
#include "net/websocket/web_socket_codes.h"
#include "net/websocket/web_socket_words.h"

namespace streamctl::net {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
namespace websocket = boost::beast::websocket;
using boost::system::error_code;
using Tcp = asio::ip::tcp;
using Socket = EndingSocket<Tcp::socket::executor_type>;
using Tls = asio::ssl::stream<Socket>;
using Kind = WebSocketEvent::Kind;

/// Time for the peer's half of the closing handshake, as in Stream's JavaScript client.
constexpr std::chrono::seconds client_closing_time_max{1};
constexpr std::size_t body_bytes_max = std::size_t{64} * 1024;
constexpr std::size_t client_kept_bytes_max = std::size_t{64} * 1024;

/// The loop does not outlive the wire, so its handlers may capture the wire.
template <class Next>
class Wire final : public WebSocketWire {
 public:
  Wire(WebSocketRequest request, WebSocketClient::Receive receive, TlsContext tls)
      : request_(std::move(request)),
        receive_(std::move(receive)),
        context_(make_context(std::move(tls))),
        resolver_(loop_),
        timer_(loop_),
        stream_(make_stream()) {}

  void run() override;
  void send(std::string text) override;
  void close(std::uint16_t code, std::string reason) override;
  void stop() override { loop_.stop(); }
  [[nodiscard]] bool resolving() const override { return resolving_; }

 private:
  static constexpr bool has_tls = std::is_same_v<Next, Tls>;
  using Stream = websocket::stream<Next, false>;  // Never offers compression.

  static std::optional<asio::ssl::context> make_context(TlsContext tls) {
    if constexpr (has_tls) return std::optional<asio::ssl::context>{std::in_place, tls.release()};
    return std::nullopt;
  }
  Stream make_stream() {
    if constexpr (has_tls) {
      return Stream{loop_, *context_};
    } else {
      return Stream{loop_};
    }
  }
  Socket& socket() { return beast::get_lowest_layer(stream_); }

  void give_up_after(std::chrono::nanoseconds time);
  void resolve();
  void connect(const Tcp::resolver::results_type& found);
  void secure();
  void shake_hands();
  void opened();
  void refused(const error_code& error);
  void read();
  void have_read(const error_code& error);
  void receive(std::string&& message);
  void closed_by_peer();
  void write();
  void send_close();
  void fail(std::string why);
  void end(std::uint16_t code, std::string why, bool by_peer = false);
  void over(WebSocketEvent&& last);

  asio::io_context loop_{1};
  const WebSocketRequest request_;
  const WebSocketClient::Receive receive_;
  std::optional<asio::ssl::context> context_;
  Tcp::resolver resolver_;
  asio::steady_timer timer_;
  const std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  beast::flat_buffer buffer_;  ///< Bounded by read_message_max, which knows the right answer.
  websocket::response_type response_;
  std::deque<std::string> queue_;  ///< The first is being written.
  std::optional<websocket::close_reason> closing_;
  bool resolving_ = false;
  bool open_ = false;
  bool writing_ = false;
  bool close_sent_ = false;
  bool peer_closes_ = false;
  bool over_ = false;
  Stream stream_;
};

template <class Next>
void Wire<Next>::run() {
  try {
    give_up_after(std::min(request_.connect_timeout, request_.timeout));
    resolve();
    loop_.run();
  } catch (const std::bad_alloc&) {
    fail("out of memory");
  } catch (const std::exception& error) {
    fail(error.what());
  }
}

/// Fails the connection unless it is open by then. Measured from the start.
template <class Next>
void Wire<Next>::give_up_after(std::chrono::nanoseconds time) {
  timer_.expires_at(begin_ + time);
  timer_.async_wait([this, time](const error_code& error) {
    if (error || open_) return;
    WebSocketEvent late{Kind::failed};
    late.text = "no connection within " + duration_text(time);
    late.timed_out = true;
    over(std::move(late));
  });
}

template <class Next>
void Wire<Next>::resolve() {
  const auto& proxy = request_.proxy;
  if (proxy && proxy->scheme != "http")
    return fail("a WebSocket goes by proxies of http:// alone, and not by " + proxy->scheme +
                "://");
  const std::string& host = proxy ? proxy->host : request_.url.host;
  const std::uint16_t port = proxy ? proxy->port : request_.url.port;
  resolving_ = true;
  resolver_.async_resolve(
      host, std::to_string(port), Tcp::resolver::numeric_service,
      [this, &host](const error_code& error, const Tcp::resolver::results_type& found) {
        resolving_ = false;
        if (error) return fail("could not resolve host " + host);
        connect(found);
      });
}

template <class Next>
void Wire<Next>::connect(const Tcp::resolver::results_type& found) {
  if (over_) return;
  asio::async_connect(socket(), found, [this](const error_code& error, const Tcp::endpoint&) {
    if (error) {
      const std::string whose = request_.proxy ? "the proxy " + request_.proxy->shown() + ": " : "";
      return fail(whose + words_of_connecting(error));
    }
    error_code ignored;
    socket().set_option(Tcp::no_delay{true}, ignored);
    if (!request_.proxy) return secure();
    open_tunnel(socket(), *request_.proxy, request_.url.host_and_port(), [this](std::string why) {
      if (over_) return;
      why.empty() ? secure() : fail(std::move(why));
    });
  });
}

template <class Next>
void Wire<Next>::secure() {
  if constexpr (has_tls) {
    auto* ssl = stream_.next_layer().native_handle();
    const std::string& host = request_.url.host;
    if (!expect_host(ssl, host, request_.trust.insecure)) return fail("cannot set up TLS");
    stream_.next_layer().async_handshake(
        asio::ssl::stream_base::client, [this, ssl](const error_code& error) {
          if (!error) return shake_hands();
          const std::string why = certificate_fault(ssl, request_.url.host);
          fail(why.empty() ? words_of_tls(error) : why);
        });
  } else {
    shake_hands();
  }
}

template <class Next>
void Wire<Next>::shake_hands() {
  give_up_after(request_.timeout);
  stream_.read_message_max(request_.message_bytes_max);
  stream_.auto_fragment(false);
  stream_.text(true);
  stream_.control_callback([this](websocket::frame_type kind, beast::string_view) {
    if (kind != websocket::frame_type::close || closing_) return;
    peer_closes_ = true;
    // The peer should close next; Beast would wait for it forever.
    timer_.expires_after(client_closing_time_max);
    timer_.async_wait([this](const error_code& error) {
      if (!error) closed_by_peer();
    });
  });
  socket().ending = [this] {
    // A peer that violated the protocol may leave the connection open.
    if (closing_ || peer_closes_) return;
    timer_.expires_after(client_closing_time_max);
    timer_.async_wait([this](const error_code& error) {
      error_code ignored;
      if (!error) socket().close(ignored);
    });
  };
  stream_.set_option(websocket::stream_base::decorator([this](websocket::request_type& request) {
    for (const Header& field : request_.headers)
      request.set(field.name, field.value);
  }));
  stream_.async_handshake(response_, request_.url.authority(), request_.url.target,
                          [this](const error_code& error) {
                            if (error) return refused(error);
                            opened();
                          });
}

template <class Next>
void Wire<Next>::refused(const error_code& error) {
  if (error != websocket::error::upgrade_declined) return fail(words_of_handshake(error));
  WebSocketEvent event{Kind::failed};
  event.status = response_.result_int();
  event.text =
      "the server answered " + std::to_string(event.status) + " to the WebSocket handshake";
  event.body = response_.body().substr(0, body_bytes_max);
  over(std::move(event));
}

template <class Next>
void Wire<Next>::opened() {
  open_ = true;
  timer_.cancel();
  receive_({Kind::opened});
  read();
  write();
}

template <class Next>
void Wire<Next>::read() {
  stream_.async_read(buffer_, [this](const error_code& error, std::size_t) { have_read(error); });
}

template <class Next>
void Wire<Next>::have_read(const error_code& error) {
  if (over_) return;
  if (error) {
    if (!close_sent_) {
      if (error == websocket::error::closed) return closed_by_peer();
      const std::uint16_t code = close_code_of(error, stream_.reason());
      return end(code, words_of_ending(code, error));
    }
    // Either operation may have read the peer's half of our closing handshake; that one reports it.
    if (error == websocket::error::closed) end(closing_->code, "");
    return;
  }
  if (!closing_) receive(beast::buffers_to_string(buffer_.data()));
  buffer_.consume(buffer_.size());
  if (buffer_.capacity() > client_kept_bytes_max) buffer_.shrink_to_fit();
  read();
}

template <class Next>
void Wire<Next>::receive(std::string&& message) {
  // Beast does not recheck when an empty frame ends a message (1.74).
  const std::uint16_t code = !stream_.got_text() ? close_code::unsupported
                             : !is_utf8(message) ? close_code::not_utf8
                                                 : close_code::none;
  if (code != close_code::none) return close(code, words_of_ending(code, {}));
  receive_({Kind::message, std::move(message)});
}

template <class Next>
void Wire<Next>::closed_by_peer() {
  const auto& reason = stream_.reason();
  end(close_code_of(websocket::error::closed, reason),
      std::string{reason.reason.data(), reason.reason.size()}, true);
}

template <class Next>
void Wire<Next>::send(std::string text) {
  asio::post(loop_, [this, text = std::move(text)]() mutable {
    if (!open_ || over_ || closing_) return;
    queue_.push_back(std::move(text));
    write();
  });
}

template <class Next>
void Wire<Next>::write() {
  if (writing_ || over_) return;
  if (queue_.empty()) {
    if (closing_) send_close();
    return;
  }
  writing_ = true;
  stream_.async_write(asio::buffer(queue_.front()), [this](const error_code& error, std::size_t) {
    writing_ = false;
    queue_.pop_front();
    if (!error) write();  // The pending read reports errors.
  });
}

template <class Next>
void Wire<Next>::close(std::uint16_t code, std::string reason) {
  asio::post(loop_, [this, code, reason = std::move(reason)] {
    if (over_ || closing_) return;
    if (!open_) return fail("given up");
    closing_ = close_reason_of(code, reason);
    timer_.expires_after(client_closing_time_max);
    timer_.async_wait([this](const error_code& error) {
      if (!error) end(closing_->code, std::string{closing_->reason.c_str()});
    });
    write();
  });
}

template <class Next>
void Wire<Next>::send_close() {
  if (close_sent_) return;
  close_sent_ = true;
  stream_.async_close(*closing_, [this](const error_code& error) {
    if (error) return end(close_code::abnormal, words_of_ending(close_code::abnormal, error));
    end(closing_->code, std::string{closing_->reason.c_str()});
  });
}

template <class Next>
void Wire<Next>::fail(std::string why) {
  over({Kind::failed, std::move(why)});
}

template <class Next>
void Wire<Next>::end(std::uint16_t code, std::string why, bool by_peer) {
  over({Kind::closed, std::move(why), code, by_peer});
}

template <class Next>
void Wire<Next>::over(WebSocketEvent&& last) {
  if (std::exchange(over_, true)) return;
  error_code ignored;
  socket().close(ignored);
  loop_.stop();
  receive_(std::move(last));
}

}  // namespace

std::unique_ptr<WebSocketWire> WebSocketWire::make(WebSocketRequest request,
                                                   WebSocketClient::Receive receive,
                                                   TlsContext tls) {
  if (tls) {
    return std::make_unique<Wire<Tls>>(std::move(request), std::move(receive), std::move(tls));
  }
  return std::make_unique<Wire<Socket>>(std::move(request), std::move(receive), nullptr);
}

}  // namespace streamctl::net
