// Hands messages of an Amazon SQS queue to the receiver, and its answers back to the queue.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/random.h"
#include "core/result.h"
#include "listener/receiver.h"
#include "net/http_server/server.h"
#include "sqs/consumer.h"

namespace streamctl::listener {

/// Each is called on the loop.
struct QueueIntakeParts {
  net::Server& server;
  Receiver& receiver;
  /// The queue cannot be reached, or can again.
  std::function<void(const std::string&)> trouble;
  /// Called once, when no message is in hand any more, or with the error that ends it.
  std::function<void(std::optional<Error>)> ended;
};

/// A message is an Exchange to the receiver: a success deletes it, any other answer leaves it to be
/// received again. On the loop's thread.
class QueueIntake {
 public:
  /// Begins to receive; `options.wanted` as in sqs::Consumer::settle().
  QueueIntake(std::unique_ptr<sqs::Client> client, const sqs::ConsumerOptions& options,
              QueueIntakeParts parts, const Clock& clock, Random random);
  QueueIntake(const QueueIntake&) = delete;
  QueueIntake& operator=(const QueueIntake&) = delete;
  ~QueueIntake() = default;

  /// After the receiver's turn_end(): settles the messages answered in this turn at once.
  void turn_end(std::uint64_t wanted);
  /// See sqs::Consumer.
  void drain(std::chrono::nanoseconds grace) { consumer_.drain(grace); }

  /// After `ended`.
  [[nodiscard]] const sqs::Counts& counts() const { return consumer_.counts(); }

 private:
  void arrived(std::vector<sqs::Arrival>&& arrivals);

  std::string url_;
  QueueIntakeParts parts_;
  /// Of this turn. Shared with the exchanges, which may outlive this.
  std::shared_ptr<std::vector<sqs::Settled>> settled_ =
      std::make_shared<std::vector<sqs::Settled>>();
  sqs::Consumer consumer_;
};

}  // namespace streamctl::listener
