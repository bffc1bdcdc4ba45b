// Sends signed requests to one queue and classifies the answers.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "aws/credential_source.h"
#include "core/result.h"
#include "net/http_client/http_client.h"
#include "sqs/failure.h"
#include "sqs/protocol.h"
#include "sqs/queue_url.h"

namespace streamctl::sqs {

struct Answer {
  std::string body;  ///< After a success: starts with '{', but is not validated. Else "{}".
  std::optional<Failure> failure;
  std::chrono::nanoseconds duration{};
};

/// Many requests in flight on the caller's thread; all work happens within its functions. Only a
/// request with expired credentials is sent again, if newer ones are found.
class Client {
 public:
  using Done = std::function<void(Answer&&)>;

  struct Options {
    Place place;
    net::Trust trust;
    std::chrono::nanoseconds timeout = std::chrono::seconds{15};  ///< Added to Operation::waits.
    std::chrono::nanoseconds connect_timeout = std::chrono::seconds{5};
    std::size_t connections_max = 1;
  };

  Client(Options options, aws::CredentialSource credentials);
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  ~Client();  ///< Abandons the requests in flight; no `done` is called.

  /// Starts an operation. `done` is called by poll(), and may start other operations.
  void start(Operation operation, Done done);
  [[nodiscard]] std::size_t in_flight() const;
  /// Makes progress; waits at most `wait` for something to happen, or for wake().
  void poll(std::chrono::nanoseconds wait);
  /// From any thread: ends a waiting poll().
  void wake();
  /// Ends the requests in flight; no `done` is called. Not to be called by a `done`.
  void abandon();

  /// Called after each request, for --verbose. The request's header fields hold no credentials. Set
  /// it before the first start().
  std::function<void(const net::HttpRequest&, const net::HttpOutcome&)> exchanged;

  [[nodiscard]] const Place& place() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The HTTP request for `operation`. Pure.
net::HttpRequest http_request(const Client::Options& options, const Operation& operation,
                              const aws::Credentials& credentials);

/// The answer in an HTTP response. Pure.
Answer read_answer(net::HttpOutcome&& outcome);

}  // namespace streamctl::sqs
