// Requests to one queue: signed, sent, their answers told apart.
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
  std::string body;  ///< Of a success: a JSON object, by its first byte.
  std::optional<Failure> failure;
  std::chrono::nanoseconds duration{};
};

/// Many requests in flight on the caller's thread; nothing happens outside its functions. Repeats
/// nothing by itself, but for a request whose credentials have expired when there are newer ones.
class Client {
 public:
  using Done = std::function<void(Answer&&)>;

  struct Options {
    Place place;
    net::Trust trust;
    std::chrono::nanoseconds timeout = std::chrono::seconds{15};  ///< Beside an operation's waits.
    std::chrono::nanoseconds connect_timeout = std::chrono::seconds{5};
    std::size_t connections_max = 1;
  };

  Client(Options options, aws::CredentialSource credentials);
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
  /// Ends all that is in flight; no `done` is called. Not from within a `done`.
  void abandon();

  /// After each request, as --verbose shows it: no field of it carries credentials. Set before the
  /// first start().
  std::function<void(const net::HttpRequest&, const net::HttpOutcome&)> exchanged;

  [[nodiscard]] const Place& place() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// What is posted for `operation`. Pure.
net::HttpRequest http_request(const Client::Options& options, const Operation& operation,
                              const aws::Credentials& credentials);

/// What came of it. Pure.
Answer read_answer(net::HttpOutcome&& outcome);

}  // namespace streamctl::sqs
