// Stream's REST API: operations sent, answers read, rate limits waited out.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <stop_token>

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
  Json body;  ///< An object; empty where the answer had no body.
  net::Headers headers;
  std::chrono::nanoseconds duration{};  ///< Of the last request; waiting for a rate limit apart.
};

/// Many operations in flight on the caller's thread; nothing happens outside its functions. Only a
/// rate limit (HTTP 429) makes it send an operation again: whether any other failure left something
/// done is unknown. While one operation waits for a limit no other is sent either: the limit is the
/// app's.
class Client {
 public:
  /// The error is that of error_of(), or kind refused.
  using Done = std::function<void(Result<Answer>&&)>;

  /// What its user may want to see. Either may be null.
  struct Observer {
    std::function<void(const net::HttpRequest&, const net::HttpOutcome&)> exchanged;
    /// A rate limit was hit; all goes on after so long, which is a guess where the API does not
    /// say.
    std::function<void(std::chrono::nanoseconds, bool is_guess)> waits;
  };

  struct Options {
    Access access;  ///< Its base URL is normal; see normal_base_url().
    std::size_t connections_max = 1;
    RateLimitPolicy rate_limits;
  };

  Client(Options options, Observer observer, const Clock& clock, Random& random);
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  ~Client();  ///< Abandons what is in flight; no `done` is called.

  /// Starts an operation; `done` is called from poll(), and may start others.
  void start(Operation operation, Done done);
  [[nodiscard]] std::size_t in_flight() const;
  /// Moves everything along; waits at most `wait` for something to happen, or for wake().
  void poll(std::chrono::nanoseconds wait);
  /// From any thread: ends a waiting poll().
  void wake();

  /// One operation, waited for; nothing else may be in flight. On `stop` it is abandoned, and the
  /// error (kind refused) says "interrupted".
  Result<Answer> call(Operation operation, const std::stop_token& stop);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace streamctl::stream
