#include "net/websocket/web_socket_session.h"

#include <cerrno>
#include <chrono>
#include <deque>
#include <optional>
#include <unistd.h>
#include <utility>  // Before Beast: 1.74 uses std::exchange without it.

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/websocket/stream.hpp>

#include "core/text.h"
#include "net/http_server/ending_socket.h"
#include "net/websocket/web_socket_codes.h"

namespace streamctl::net {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
namespace websocket = boost::beast::websocket;
using boost::system::error_code;
using Socket = EndingSocket<ConnectionShared::Executor>;

/// Time for the remaining messages and the peer's half of the closing handshake.
constexpr std::chrono::seconds closing_time_max{5};
/// Time for the connection to end after the closing handshake.
constexpr std::chrono::seconds ending_time_max{2};
/// A larger buffer is freed with its message.
constexpr std::size_t session_kept_bytes_max = std::size_t{64} * 1024;

/// The protocol, by Beast. Every pending operation shares ownership of it, including its buffers.
class Session final : public Successor, public std::enable_shared_from_this<Session> {
 public:
  explicit Session(WebSocketStart&& start)
      : shared_(start.shared),
        connection_(std::move(start.connection)),
        handlers_(std::move(start.handlers)),
        limits_(start.limits),
        stream_(start.shared.loop.get_executor()) {}

  bool begin(FileDescriptor socket, const Request& request);

  void send(std::shared_ptr<const std::string> text);
  void close(std::uint16_t code, std::string_view reason);
  void drop() { finish(close_code::abnormal); }
  void silence();
  [[nodiscard]] std::size_t unsent_bytes() const { return finished_ ? 0 : unsent_bytes_; }

  void stop() override;
  void expired() override;
  void close() override { finish(close_code::abnormal); }

 private:
  void accepted();
  void read();
  void have_read(const error_code& error);
  void receive(std::string&& message);
  void write();
  void send_close();
  void drain();
  void finish(std::uint16_t code);

  void due_in(std::chrono::nanoseconds time);
  void touched();

  ConnectionShared& shared_;
  const std::weak_ptr<Connection> connection_;
  WebSocketHandlers handlers_;
  const WebSocketLimits limits_;
  beast::flat_buffer buffer_;  ///< Bounded by read_message_max, which knows the right answer.
  std::deque<std::shared_ptr<const std::string>> queue_;  ///< The first is being written.
  std::size_t unsent_bytes_ = 0;
  std::optional<websocket::close_reason> closing_;        ///< close() was called.
  std::optional<ConnectionShared::Descriptor> silenced_;  ///< The socket, after silence().
  bool accepted_ = false;
  bool writing_ = false;
  bool close_sent_ = false;
  bool ending_ = false;  ///< Only the peer's EOF is awaited.
  bool finished_ = false;
  websocket::stream<Socket, false> stream_;
};

bool Session::begin(FileDescriptor socket, const Request& request) {
  error_code error;
  // The address family is irrelevant once connected.
  stream_.next_layer().assign(asio::ip::tcp::v4(), socket.get(), error);
  if (error) return false;
  socket.release();

  stream_.next_layer().ending = [this] {
    ending_ = true;
    due_in(ending_time_max);
  };
  stream_.read_message_max(limits_.message_bytes_max);
  stream_.auto_fragment(false);
  stream_.text(true);
  stream_.control_callback([this](websocket::frame_type kind, beast::string_view) {
    touched();
    // Beast responds after its current write, which a peer that does not read blocks forever.
    if (kind == websocket::frame_type::close && !ending_) due_in(closing_time_max);
  });

  http::request<http::empty_body> handshake{http::verb::get, request.target, 11};
  const std::string* host = request.headers.find("Host");
  handshake.set(http::field::host, host == nullptr ? "" : *host);
  handshake.set(http::field::connection, "Upgrade");
  handshake.set(http::field::upgrade, "websocket");
  handshake.set(http::field::sec_websocket_key, *request.headers.find("Sec-WebSocket-Key"));
  handshake.set(http::field::sec_websocket_version, "13");
  due_in(shared_.limits.write_timeout);
  stream_.async_accept(handshake, [self = shared_from_this()](const error_code& failed) {
    if (failed) return self->finish(close_code::abnormal);
    self->accepted();
  });
  return true;
}

void Session::accepted() {
  accepted_ = true;
  if (finished_ || silenced_) return;
  touched();
  read();
  write();
}

void Session::read() {
  stream_.async_read(buffer_, [self = shared_from_this()](const error_code& error, std::size_t) {
    self->have_read(error);
  });
}

void Session::have_read(const error_code& error) {
  if (finished_ || silenced_) return;
  if (error) {
    if (!close_sent_) return finish(close_code_of(error, stream_.reason()));
    // Either operation may have read the peer's half of our closing handshake; that one reports it.
    if (error == websocket::error::closed) finish(closing_->code);
    return;
  }
  touched();
  if (!closing_) receive(beast::buffers_to_string(buffer_.data()));
  if (finished_ || silenced_) return;
  buffer_.consume(buffer_.size());
  if (buffer_.capacity() > session_kept_bytes_max) buffer_.shrink_to_fit();
  // The closing operation reads from here on. If the peer's close frame has already arrived, a read
  // started after it would wait for the write lock while holding the read lock (1.74).
  if (!close_sent_) read();
}

void Session::receive(std::string&& message) {
  if (!stream_.got_text()) return close(close_code::unsupported, "only text");
  // Beast does not recheck when an empty frame ends a message (1.74).
  if (!is_utf8(message)) return close(close_code::not_utf8, "only UTF-8");
  if (handlers_.message) handlers_.message(std::move(message));
}

void Session::send(std::shared_ptr<const std::string> text) {
  if (finished_ || closing_ || silenced_) return;
  unsent_bytes_ += text->size();
  if (unsent_bytes_ > limits_.unsent_bytes_max) return drop();
  queue_.push_back(std::move(text));
  write();
}

void Session::write() {
  if (!accepted_ || writing_ || finished_ || silenced_) return;
  if (queue_.empty()) {
    if (closing_) send_close();
    return;
  }
  writing_ = true;
  stream_.async_write(asio::buffer(*queue_.front()),
                      [self = shared_from_this()](const error_code& error, std::size_t) {
                        self->writing_ = false;
                        self->unsent_bytes_ -= self->queue_.front()->size();
                        self->queue_.pop_front();
                        // The pending read reports the error.
                        if (!error) self->write();
                      });
}

void Session::close(std::uint16_t code, std::string_view reason) {
  if (finished_ || closing_ || silenced_) return;
  closing_ = close_reason_of(code, reason);
  due_in(closing_time_max);
  write();
}

void Session::send_close() {
  if (close_sent_ || ending_) return;
  close_sent_ = true;
  stream_.async_close(*closing_, [self = shared_from_this()](const error_code& error) {
    self->finish(error ? close_code::abnormal : std::uint16_t{self->closing_->code});
  });
}

/// Takes the socket from Beast, which would answer pings.
void Session::silence() {
  if (finished_ || silenced_) return;
  error_code error;
  silenced_.emplace(shared_.loop.get_executor());
  const int socket = stream_.next_layer().release(error);
  if (error) return drop();
  silenced_->assign(socket, error);
  if (error) {
    ::close(socket);
    return drop();
  }
  if (const auto connection = connection_.lock()) connection->never_due();
  drain();
}

/// Reads and discards, to detect the peer's EOF.
void Session::drain() {
  silenced_->async_wait(asio::posix::descriptor_base::wait_read, [self = shared_from_this()](
                                                                     const error_code& error) {
    if (error || self->finished_) return;
    std::vector<char>& buffer = self->shared_.read_buffer;
    const ssize_t count = ::read(self->silenced_->native_handle(), buffer.data(), buffer.size());
    if (count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR)) return self->drop();
    self->drain();
  });
}

void Session::stop() {
  if (silenced_) return drop();
  close(close_code::going_away, "the server is stopping");
}

void Session::expired() {
  // The closing handshake is done; only the end of the connection is missing.
  if (ending_ && stream_.reason().code != websocket::close_code::none) {
    return finish(stream_.reason().code);
  }
  drop();
}

void Session::finish(std::uint16_t code) {
  if (finished_) return;
  finished_ = true;
  error_code ignored;
  stream_.next_layer().close(ignored);
  if (silenced_) silenced_->close(ignored);
  asio::post(shared_.loop, [self = shared_from_this(), code] {
    const WebSocketHandlers handlers = std::exchange(self->handlers_, {});
    if (handlers.closed) handlers.closed(code);
  });
  if (const auto connection = connection_.lock()) connection->close();
}

void Session::due_in(std::chrono::nanoseconds time) {
  if (const auto connection = connection_.lock()) connection->due_in(time);
}

void Session::touched() {
  if (closing_ || ending_ || silenced_) return;
  const auto connection = connection_.lock();
  if (!connection) return;
  if (limits_.idle_timeout.count() == 0) return connection->never_due();
  connection->due_in(limits_.idle_timeout);
}

/// The handler's handle; the session is destroyed after it has closed.
class ServerWebSocket final : public WebSocket {
 public:
  explicit ServerWebSocket(std::weak_ptr<Session> session) : session_(std::move(session)) {}

  void send(std::shared_ptr<const std::string> text) override {
    if (const auto session = session_.lock()) session->send(std::move(text));
  }
  void close(std::uint16_t code, std::string_view reason) override {
    if (const auto session = session_.lock()) session->close(code, reason);
  }
  void drop() override {
    if (const auto session = session_.lock()) session->drop();
  }
  void silence() override {
    if (const auto session = session_.lock()) session->silence();
  }
  [[nodiscard]] std::size_t unsent_bytes() const override {
    const auto session = session_.lock();
    return session ? session->unsent_bytes() : 0;
  }

 private:
  const std::weak_ptr<Session> session_;
};

}  // namespace

NewWebSocket begin_web_socket(WebSocketStart start) {
  FileDescriptor socket = std::move(start.socket);
  const Request& request = start.request;
  const auto session = std::make_shared<Session>(std::move(start));
  if (!session->begin(std::move(socket), request)) return {};
  return {session, std::make_shared<ServerWebSocket>(session)};
}

}  // namespace streamctl::net
