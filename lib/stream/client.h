// Client of Stream's REST API: sends operations, parses responses, waits out rate limits.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <stop_token>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/clock.h"
#include "core/json.h"
#include "core/random.h"
#include "core/result.h"
#include "net/http_client/http_client.h"
#include "stream/rate_limit.h"
#include "stream/request.h"

namespace streamctl::stream {

struct Answer {
  unsigned status = 0;
  Json body;  ///< An object; empty if the response had no body.
  net::Headers headers;
  std::chrono::nanoseconds duration{};  ///< Last request, excluding rate-limit waits.
};

/// After this time without an answer people wonder what the program is doing.
constexpr std::chrono::seconds patience{2};

/// Runs many operations concurrently on the caller's thread; works only inside its functions.
/// Resends an operation only after a rate limit (HTTP 429), because any other failure may have had
/// side effects. While one operation waits for a limit, no other is sent: the limit applies to the
/// app.
class Client {
 public:
  /// The error comes from error_of() or has kind refused.
  using Done = std::function<void(Result<Answer>&&)>;

  /// Optional progress callbacks; either may be null.
  struct Observer {
    std::function<void(const net::HttpRequest&, const net::HttpOutcome&)> exchanged;
    /// Called on a rate limit with the delay before all operations resume, which is a guess if the
    /// API does not specify it.
    std::function<void(std::chrono::nanoseconds, bool is_guess)> waits;
    /// Called by call() once, when there was no answer for `patience`.
    std::function<void()> slow;
  };

  struct Options {
    Access access;  ///< Its base URL is normalized; see normal_base_url().
    std::size_t connections_max = 1;
    RateLimitPolicy rate_limits;
  };

  Client(Options options, Observer observer, const Clock& clock, Random& random);
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  ~Client();  ///< Abandons operations in flight without calling `done`.

  /// Starts an operation; poll() calls `done`, which may start others.
  void start(Operation operation, Done done);
  [[nodiscard]] std::size_t in_flight() const;
  /// Advances all operations; waits at most `wait` for activity or wake().
  void poll(std::chrono::nanoseconds wait);
  /// Interrupts a waiting poll(). Thread-safe.
  void wake();

  /// Runs one operation and waits for it; nothing else may be in flight. `stop` abandons it with
  /// the error "interrupted" (kind refused).
  Result<Answer> call(Operation operation, const std::stop_token& stop);
  /// The same with two operations at once: `first` is sent before `second`, on another connection.
  std::pair<Result<Answer>, Result<Answer>> call_both(Operation first, Operation second,
                                                      const std::stop_token& stop);
  /// call() without reading the answer: the outcome of the last attempt, whatever it is. The only
  /// error is "interrupted".
  Result<net::HttpOutcome> exchange(Operation operation, const std::stop_token& stop);

 private:
  using Came = std::function<void(net::HttpOutcome&&)>;
  void launch(Operation operation, Came came);
  void await_all(const std::stop_token& stop);

  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace streamctl::stream
