// A server on a background thread, and a client that sends it raw bytes.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "core/file.h"
#include "net/http_server/server.h"

namespace streamctl::testing {

/// Listens on a free port of 127.0.0.1 and serves until it is destroyed. Its thread records the
/// refusals.
class RunningServer {
 public:
  explicit RunningServer(net::ServerHandlers handlers, net::ServerOptions options = {},
                         std::chrono::nanoseconds grace = std::chrono::seconds{5});
  RunningServer(const RunningServer&) = delete;
  RunningServer& operator=(const RunningServer&) = delete;
  ~RunningServer();

  /// Waits until the server has ended.
  void join();
  [[nodiscard]] net::Server& server() { return *server_; }
  [[nodiscard]] std::uint16_t port() const { return server_->port(); }
  /// The refusals so far, as "408 no whole header within 50ms".
  [[nodiscard]] std::vector<std::string> refusals() const;
  [[nodiscard]] net::Refusal last_refusal() const;

 private:
  mutable std::mutex mutex_;
  std::vector<net::Refusal> refused_;
  std::unique_ptr<net::Server> server_;
  std::thread thread_;
};

/// Answers 200 with method, target and body.
void echo(net::Request&& request, net::Exchange exchange);

struct RawAnswer {
  int status = 0;  ///< 0: the connection ended before an answer.
  std::string head;
  std::string body;
  bool operator==(const RawAnswer&) const = default;
};

/// Sends bytes unchanged. Every wait is bounded: a server that does not react fails the test.
class RawClient {
 public:
  explicit RawClient(std::uint16_t port);

  /// The errno of an attempt to connect, or 0.
  static int refused_by(std::uint16_t port);
  void send(const std::string& bytes);
  /// Shuts down the sending side.
  void finish();
  void close() { socket_ = FileDescriptor{}; }
  /// The next answer on the connection; `head_only` for that of a HEAD request.
  RawAnswer answer(bool head_only = false);
  /// The next `size` bytes; fewer if the connection ends before.
  std::string take(std::size_t size);
  /// Everything until the server closes.
  std::string rest();
  /// How the connection ends: "closed", "reset", or "open" if bytes come instead.
  std::string end();
  [[nodiscard]] int descriptor() const { return socket_.get(); }

 private:
  bool fill();

  FileDescriptor socket_;
  std::string buffer_;
};

/// Connects and sends `bytes` before the server looks: no stall of the test's thread comes between.
RawClient client_that_sent(const std::string& bytes, RunningServer& running);

/// Lets one thread wait for another's count.
class Counter {
 public:
  void add();
  /// Waits at most ten seconds; whether `count` was reached.
  bool reached(std::size_t count) { return reached_within(count, std::chrono::seconds{10}); }
  bool reached_within(std::size_t count, std::chrono::milliseconds time);
  std::size_t value();

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t value_ = 0;
};

}  // namespace streamctl::testing
