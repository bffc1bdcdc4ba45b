#include "inspector/front.h"

#include <arpa/inet.h>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <list>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <new>
#include <poll.h>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <system_error>
#include <thread>
#include <unistd.h>
#include <utility>

#include <httplib.h>

#include "core/file.h"
#include "core/system/process.h"
#include "core/system/sockets.h"
#include "core/system/wake.h"

namespace streamctl::inspector {
namespace {

constexpr const char* host = "127.0.0.1";
constexpr int backlog = 64;

/// What httplib reads from and writes to. Not marked as overriding: later versions have more
/// virtual functions than 0.11.
class HttplibStream final : public httplib::Stream {
 public:
  explicit HttplibStream(Connection& connection) : connection_(connection) {}

  bool is_readable() const { return true; }
  bool is_writable() const { return true; }
  bool wait_readable() const { return true; }
  bool wait_writable() const { return true; }
  time_t duration() const { return 0; }
  ssize_t read(char* bytes, size_t size) { return connection_.read(bytes, size); }
  ssize_t write(const char* bytes, size_t size) {
    return connection_.write({bytes, size}) ? static_cast<ssize_t>(size) : -1;
  }
  using httplib::Stream::write;
  void get_remote_ip_and_port(std::string& address, int& port) const {
    address = host;
    port = 0;
  }
  void get_local_ip_and_port(std::string& address, int& port) const {
    address = host;
    port = 0;
  }
  socket_t socket() const { return connection_.socket(); }

 private:
  Connection& connection_;
};

/// Takes a field that must be there once at most.
std::string single(const httplib::Request& request, const char* name, bool& is_ambiguous) {
  is_ambiguous = is_ambiguous || request.get_header_value_count(name) > 1;
  return request.get_header_value(name);
}

PageRequest page_request_of(const httplib::Request& from) {
  PageRequest request;
  request.method = from.method;
  request.path = from.path;
  request.query.assign(from.params.begin(), from.params.end());
  request.body = from.body;
  request.host = single(from, "Host", request.is_ambiguous);
  request.origin = single(from, "Origin", request.is_ambiguous);
  request.fetch_site = single(from, "Sec-Fetch-Site", request.is_ambiguous);
  request.fetch_mode = single(from, "Sec-Fetch-Mode", request.is_ambiguous);
  request.fetch_dest = single(from, "Sec-Fetch-Dest", request.is_ambiguous);
  request.authorization = single(from, "Authorization", request.is_ambiguous);
  request.content_type = single(from, "Content-Type", request.is_ambiguous);
  request.last_event_id = single(from, "Last-Event-ID", request.is_ambiguous);
  request.content_length = single(from, "Content-Length", request.is_ambiguous);
  request.is_encoded = from.has_header("Content-Encoding") || from.has_header("Transfer-Encoding");
  request.is_partial = from.has_header("Range");
  return request;
}

void give(PageAnswer&& answer, httplib::Response& response) {
  response.status = static_cast<int>(answer.status);
  constexpr std::array<std::pair<const char*, const char*>, 7> fields{
      {{"Content-Security-Policy",
        "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"},
       {"X-Content-Type-Options", "nosniff"},
       {"X-Frame-Options", "DENY"},
       {"Referrer-Policy", "no-referrer"},
       {"Cache-Control", "no-store"},
       {"Cross-Origin-Opener-Policy", "same-origin"},
       {"Cross-Origin-Resource-Policy", "same-origin"}}};
  for (const auto& [name, value] : fields)
    response.set_header(name, value);
  if (!answer.allow.empty()) response.set_header("Allow", answer.allow.c_str());
  if (!answer.stream) return response.set_content(answer.body, answer.type.c_str());
  response.set_chunked_content_provider(
      answer.type.c_str(),
      [stream = std::move(answer.stream)](std::size_t, httplib::DataSink& sink) {
        stream([&sink](std::string_view bytes) { return sink.write(bytes.data(), bytes.size()); });
        sink.done();
        return true;
      });
}

/// httplib without its sockets: it accepts no connections, and has no thread pool, which long-lived
/// event streams would fill.
class Library final : public httplib::Server {
 public:
  void begin(FrontHandlers handlers, int socket) {
    svr_sock_ = socket;  // Or it takes itself for a server that is ending, and cuts answers.
    handlers_ = std::move(handlers);
    set_payload_max_length(ConnectionLimits{}.body_bytes_max);
    set_pre_routing_handler([this](const httplib::Request& from, httplib::Response& response) {
      const PageRequest request = page_request_of(from);
      if (auto refused = handlers_.refuse(request))
        give(*std::move(refused), response);
      else if (request.method == "POST")
        return HandlerResponse::Unhandled;  // Its body comes first.
      else
        give(handlers_.answer(request), response);
      return HandlerResponse::Handled;
    });
    Post(".*", [this](const httplib::Request& from, httplib::Response& response) {
      give(handlers_.answer(page_request_of(from)), response);
    });
  }

  /// Reads a request and answers it.
  void serve(Connection& connection) {
    HttplibStream stream(connection);
    process(*this, stream, [&connection](httplib::Request& request) {
      connection.begin_body();
      request.headers.erase("Accept-Encoding");  // Nothing is gained by compressing here.
    });
    connection.finish();
  }

  void stop_serving() { svr_sock_ = INVALID_SOCKET; }

 private:
  using Setup = std::function<void(httplib::Request&)>;

  /// A template, so that of the two signatures only the library's own is compiled.
  template <class Self>
  static void process(Self& self, httplib::Stream& stream, const Setup& setup) {
    bool is_closed = false;
    if constexpr (requires { self.process_request(stream, true, is_closed, setup); })
      self.process_request(stream, true, is_closed, setup);
    else
      self.process_request(stream, host, 0, host, 0, true, is_closed, setup);
  }

  FrontHandlers handlers_;
};

struct Bound {
  FileDescriptor socket;
  int error = 0;
};

Bound bind_to(std::uint16_t port) {
  Bound bound{open_socket(AF_INET)};
  const int on = 1;
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  if (!bound.socket.valid() ||
      // Not SO_REUSEPORT, httplib's default: two programs would share the port.
      ::setsockopt(bound.socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
      ::bind(bound.socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) !=
          0 ||
      ::listen(bound.socket.get(), backlog) != 0)
    bound.error = errno;
  return bound;
}

class HttplibFront final : public Front {
 public:
  HttplibFront(FileDescriptor socket, const ConnectionLimits& limits, const Clock& clock)
      : socket_(std::move(socket)), limits_(limits), clock_(clock) {}
  HttplibFront(const HttplibFront&) = delete;
  HttplibFront& operator=(const HttplibFront&) = delete;
  ~HttplibFront() override { close(); }

  [[nodiscard]] std::uint16_t port() const override {
    sockaddr_in address{};
    socklen_t size = sizeof address;
    ::getsockname(socket_.get(), reinterpret_cast<sockaddr*>(&address), &size);
    return ntohs(address.sin_port);
  }

  void begin(FrontHandlers handlers) override {
    library_.begin(std::move(handlers), socket_.get());
    acceptor_ = std::thread([this] { accept(); });
  }

  void close() override {
    library_.stop_serving();
    stop_.wake();  // Never cleared, so that it wakes everybody.
    if (acceptor_.joinable()) acceptor_.join();
  }

 private:
  struct Served {
    std::thread thread;
    std::atomic<bool> is_done = false;
  };

  void accept() {
    lower_thread_priority();  // The threads of connections inherit it.
    std::list<Served> served;
    while (wait()) {
      FileDescriptor socket = accept_socket(socket_.get());
      served.remove_if([](Served& one) {
        const bool is_done = one.is_done;
        if (is_done) one.thread.join();
        return is_done;
      });
      if (!socket.valid()) pause();
      if (!socket.valid() || served.size() >= connections_max) continue;
      const int on = 1;
      ::setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      try {
        serve(served.emplace_back(), std::move(socket));
      } catch (const std::system_error&) {  // There are too many threads.
        served.pop_back();
      }
    }
    for (Served& one : served)
      one.thread.join();
  }

  /// For a connection; false at the end.
  bool wait() const {
    std::array<pollfd, 2> watched{{{socket_.get(), POLLIN, 0}, {stop_.descriptor(), POLLIN, 0}}};
    while (::poll(watched.data(), watched.size(), -1) < 0 && errno == EINTR) {
    }
    return watched[1].revents == 0;
  }

  /// After a failure that may last: no more descriptors.
  void pause() const {
    pollfd stop{stop_.descriptor(), POLLIN, 0};
    (void)::poll(&stop, 1, 100);
  }

  void serve(Served& served, FileDescriptor socket) {
    served.thread = std::thread([this, &served, socket = std::move(socket)]() mutable {
      Connection connection(std::move(socket), stop_.descriptor(), limits_, clock_);
      try {
        library_.serve(connection);
      } catch (const std::bad_alloc&) {  // The page tries again.
      }
      served.is_done = true;
    });
  }

  FileDescriptor socket_;
  Wake stop_;
  ConnectionLimits limits_;
  const Clock& clock_;
  Library library_;
  std::thread acceptor_;
};

}  // namespace

Result<std::unique_ptr<Front>> Front::listen(std::uint16_t port, const ConnectionLimits& limits,
                                             const Clock& clock) {
  Bound bound = bind_to(port);
  for (std::uint16_t tried = 1;
       bound.error == EADDRINUSE && port != 0 && tried < ports_tried_max && port + tried <= 65535;
       ++tried)
    bound = bind_to(static_cast<std::uint16_t>(port + tried));
  if (bound.error != 0)
    return network_error("cannot listen on " + std::string(host) + ":" + std::to_string(port) +
                             " for the inspector: " + std::strerror(bound.error),
                         "choose another with --ui-port, or 0 for any free one");
  return std::unique_ptr<Front>(
      std::make_unique<HttplibFront>(std::move(bound.socket), limits, clock));
}

}  // namespace streamctl::inspector
