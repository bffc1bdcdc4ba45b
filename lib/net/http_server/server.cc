#include "net/http_server/server.h"

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <functional>
#include <new>
#include <sys/socket.h>
#include <utility>
#include <vector>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/system/system_error.hpp>

#include "core/file.h"
#include "core/system/sockets.h"
#include "core/text.h"
#include "net/host_port.h"
#include "net/http_server/connection.h"
#include "net/http_server/listen_socket.h"
#include "net/http_server/own_addresses.h"
#include "net/tls/tls_context.h"
#include "net/tls/transport.h"

namespace streamctl::net {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using Executor = ConnectionShared::Executor;
using Timer = asio::basic_waitable_timer<std::chrono::steady_clock,
                                         asio::wait_traits<std::chrono::steady_clock>, Executor>;

/// Most handlers per turn: otherwise a steady stream of them would delay responses that wait for
/// turn_end.
constexpr int turn_handlers_max = 256;
/// New connections taken at one go.
constexpr int accepts_max = 64;
/// Retry delay when no descriptors are free.
constexpr milliseconds accept_pause{100};
/// Connections beyond connections_max that are told 503; more are closed without a word.
constexpr std::size_t turned_away_max = 128;

/// Interval of the deadline sweep: one shared timer, because one each would cost two system calls
/// per request.
nanoseconds sweep_interval(const ServerLimits& limits) {
  const nanoseconds shortest = std::min(
      {limits.header_timeout, limits.body_timeout, limits.idle_timeout, limits.write_timeout});
  return std::clamp<nanoseconds>(shortest / 4, milliseconds{5}, milliseconds{500});
}

/// Whether a failure to accept is of the one connection, not of the machine.
bool concerns_one_client(int error_number) {
  switch (error_number) {
    case EMFILE:
    case ENFILE:
    case ENOBUFS:
    case ENOMEM:
      return false;
    default:
      return true;
  }
}

class LoopServer final : public Server, private ConnectionShared {
 public:
  LoopServer(ServerOptions options, ServerHandlers server_handlers, ListenSocket socket,
             TlsContext tls)
      : ConnectionShared(options.limits, std::move(server_handlers)),
        host_(std::move(options.host)),
        tls_(std::move(tls)),
        port_(socket.port),
        address_(std::move(socket.address)),
        listening_(loop.get_executor()),
        accept_timer_(loop.get_executor()),
        sweep_timer_(loop.get_executor()),
        grace_timer_(loop.get_executor()) {
    if (!socket.descriptor.valid()) return;
    listening_.assign(socket.descriptor.get());
    socket.descriptor.release();
  }
  LoopServer(const LoopServer&) = delete;
  LoopServer& operator=(const LoopServer&) = delete;
  ~LoopServer() override { close_all(); }

  std::uint16_t port() const override { return port_; }
  std::string address() const override { return address_; }
  std::string url() const override;
  void run(std::stop_token stop_token, nanoseconds grace) override;
  void stop() override;
  void post(Task task) override { asio::post(loop, std::move(task)); }
  void after(nanoseconds delay, Task task) override;

 private:
  void turn();
  void begin_stopping();
  void close_all();

  void wait_accept();
  void accept_all();
  void pause_accepting();
  bool make_room();
  void welcome(FileDescriptor socket, const sockaddr_storage& address);
  bool welcomed(FileDescriptor&& socket, const sockaddr_storage& address);
  void closed(Connection& connection) override;

  void schedule_sweep();
  void sweep();

  const std::string host_;
  const TlsContext tls_;
  const std::uint16_t port_;
  const std::string address_;
  Descriptor listening_;
  Timer accept_timer_;
  Timer sweep_timer_;
  Timer grace_timer_;
  std::vector<std::shared_ptr<Connection>> connections_;
  nanoseconds grace_{};
  bool sweeping_ = false;
  bool grace_over_ = false;
};

std::string LoopServer::url() const {
  if (port_ == 0) return "";
  std::string host = host_;
  if (is_every_address(host)) host = host.find(':') != std::string::npos ? "::1" : "127.0.0.1";
  return (tls_ ? "https://" : "http://") + host_and_port(host, port_);
}

void LoopServer::run(std::stop_token stop_token, nanoseconds grace) {
  grace_ = grace;
  const asio::executor_work_guard<Executor> work{loop.get_executor()};
  const std::stop_callback on_stop{stop_token, [this] { stop(); }};
  wait_accept();
  while (!grace_over_ && !(stopping && connections_.empty()))
    turn();
  close_all();
  // Lets WebSockets that were still open report their closing.
  const std::size_t handlers_max = turn_handlers_max + limits.connections_max * 8;
  for (std::size_t run = 0; run < handlers_max && loop.poll_one() != 0; ++run) {
  }
  if (handlers.turn_end) handlers.turn_end();
}

/// Waits for an event, runs what is ready until the turn is full, then calls turn_end.
void LoopServer::turn() {
  turn_requests = 0;
  loop.run_one();
  const auto is_full = [this] {
    return limits.halves_turns && turn_requests > 0 && 2 * turn_requests >= connections_.size();
  };
  for (int handlers_run = 1; handlers_run < turn_handlers_max && !is_full(); ++handlers_run) {
    if (loop.poll_one() == 0) break;
  }
  if (handlers.turn_end) handlers.turn_end();
}

void LoopServer::stop() {
  asio::post(loop, [this] { begin_stopping(); });
}

void LoopServer::begin_stopping() {
  if (stopping) return;
  accept_all();  // Serve clients that connected before the port closes.
  stopping = true;
  error_code ignored;
  listening_.close(ignored);
  accept_timer_.cancel();
  const auto all = connections_;  // Closing takes them out of the list.
  for (const auto& connection : all)
    connection->stop();
  grace_timer_.expires_after(grace_);
  grace_timer_.async_wait([this](const error_code& error) {
    if (!error) grace_over_ = true;
  });
}

void LoopServer::close_all() {
  error_code ignored;
  listening_.close(ignored);
  const auto all = std::move(connections_);
  connections_.clear();
  for (const auto& connection : all)
    connection->close();
}

void LoopServer::after(nanoseconds delay, Task task) {
  auto owned = std::make_unique<Timer>(loop.get_executor(), delay);
  Timer& timer = *owned;
  timer.async_wait(
      [owned = std::move(owned), task = std::move(task)](const error_code& error) mutable {
        if (!error) task();
      });
}

void LoopServer::wait_accept() {
  if (stopping || !listening_.is_open()) return;
  listening_.async_wait(asio::posix::descriptor_base::wait_read, [this](const error_code& error) {
    if (!error) accept_all();
  });
}

void LoopServer::accept_all() {
  for (int accepted = 0; accepted < accepts_max; ++accepted) {
    sockaddr_storage address{};
    FileDescriptor socket = accept_socket(listening_.native_handle(), &address);
    if (socket.valid()) {
      if (!welcomed(std::move(socket), address)) return pause_accepting();
      continue;
    }
    if (errno == EAGAIN || errno == EINVAL || errno == EBADF) break;
    if (!concerns_one_client(errno)) return pause_accepting();
  }
  wait_accept();
}

/// False without the memory for one more connection, which is then closed.
bool LoopServer::welcomed(FileDescriptor&& socket, const sockaddr_storage& address) {
  try {
    welcome(std::move(socket), address);
    return true;
  } catch (const std::bad_alloc&) {
    return false;
  }
}

/// Without a free descriptor the port would stay ready: leave clients in the backlog for a while.
void LoopServer::pause_accepting() {
  accept_timer_.expires_after(accept_pause);
  accept_timer_.async_wait([this](const error_code& error) {
    if (!error && !stopping) accept_all();
  });
}

void LoopServer::welcome(FileDescriptor socket, const sockaddr_storage& address) {
  const bool full = connections_.size() >= limits.connections_max && !make_room();
  const bool is_answered =
      full && !tls_ && connections_.size() - limits.connections_max < turned_away_max;
  Refusal refusal{503, "more than " + std::to_string(limits.connections_max) + " connections", "",
                  "", address_text(address)};
  if (full && !is_answered) {
    if (handlers.refused) handlers.refused(refusal);
    return;
  }
  ConnectionShared& shared = *this;  // make_shared has no access to a private base.
  auto connection = std::make_shared<Connection>(shared, Transport{std::move(socket), tls_.get()},
                                                 refusal.remote);
  connection->place = connections_.size();
  connections_.push_back(connection);
  schedule_sweep();
  if (is_answered) {
    connection->turn_away(std::move(refusal));
  } else {
    connection->start(tls_ != nullptr);
  }
}

/// Closes the request-less connection with the nearest deadline, if any: one client may hold all
/// connections, and a delivery opens a new one. Same as nginx; a limit per address would count all
/// clients behind one tunnel or proxy as one.
bool LoopServer::make_room() {
  const auto due = [](const std::shared_ptr<Connection>& connection) {
    return connection->has_request() ? SteadyTime::max() : connection->deadline();
  };
  const auto first = std::ranges::min_element(connections_, {}, due);
  if (first == connections_.end() || due(*first) == SteadyTime::max()) return false;
  const std::shared_ptr<Connection> closing = *first;
  closing->close();
  return true;
}

void LoopServer::closed(Connection& connection) {
  if (connections_.empty()) return;  // All are being closed.
  const std::size_t place = connection.place;
  assert(place < connections_.size() && connections_[place].get() == &connection);
  const std::shared_ptr<Connection> taken = std::move(connections_[place]);
  if (place + 1 != connections_.size()) {
    connections_[place] = std::move(connections_.back());
    connections_[place]->place = place;
  }
  connections_.pop_back();
}

void LoopServer::schedule_sweep() {
  if (sweeping_ || connections_.empty()) return;
  sweeping_ = true;
  sweep_timer_.expires_after(sweep_interval(limits));
  sweep_timer_.async_wait([this](const error_code& error) {
    sweeping_ = false;
    if (!error) sweep();
  });
}

void LoopServer::sweep() {
  const SteadyTime now = clock.steady();
  // From the end: a connection that closes leaves its place to the last, which has been looked at.
  for (std::size_t i = connections_.size(); i > 0; --i) {
    if (i > connections_.size()) continue;
    const std::shared_ptr<Connection> connection = connections_[i - 1];
    if (connection->deadline() <= now) connection->expired();
  }
  schedule_sweep();
}

}  // namespace

Result<std::unique_ptr<Server>> Server::listen(ServerOptions options, ServerHandlers handlers) {
  assert(handlers.request);
  TlsContext tls;
  if (options.tls) {
    auto made = make_tls_context(*options.tls);
    if (!made) return std::move(made).error();
    tls = *std::move(made);
  }
  Result<ListenSocket> socket = ListenSocket{};
  if (options.opens_port) socket = open_listen_socket(options.host, options.port);
  if (!socket) return std::move(socket).error();
  try {
    return std::unique_ptr<Server>{std::make_unique<LoopServer>(
        std::move(options), std::move(handlers), *std::move(socket), std::move(tls))};
  } catch (const boost::system::system_error& error) {
    return internal_error(std::string{"cannot set up the event loop: "} + error.what());
  }
}

}  // namespace streamctl::net
