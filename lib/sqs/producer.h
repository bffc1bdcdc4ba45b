// Sends messages to a queue in batches, with retries.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

#include "core/clock.h"
#include "core/random.h"
#include "sqs/batch.h"
#include "sqs/client.h"

namespace streamctl::sqs {

struct ProducerOptions {
  std::size_t batches_max = 1;  ///< In flight at once.
  int tries_max = 3;            ///< For each message; the default of AWS's SDKs.
};

/// Not thread-safe but for wake(). All work happens within its functions. Transient failures are
/// retried with backoff, of a single entry as well as of a whole batch.
class Producer {
 public:
  /// A message is on the queue (its last try is `done`), or has failed for good.
  using Finished = std::function<void(Outbound&&)>;

  Producer(std::unique_ptr<Client> client, const ProducerOptions& options, Finished finished,
           const Clock& clock, Random random);
  Producer(const Producer&) = delete;
  Producer& operator=(const Producer&) = delete;
  ~Producer() = default;  ///< Abandons the messages in flight without a report.

  /// Whether fewer than batches_max batches are in flight or wait for a retry.
  [[nodiscard]] bool has_room() const;
  [[nodiscard]] std::size_t in_flight() const { return in_flight_; }
  /// Adds the message to the current batch, which is sent when it is full or flushed. A message
  /// that SQS can never accept fails at once. Precondition: has_room().
  void send(std::uint64_t tag, Sendable message);
  /// Sends the current batch without waiting for it to fill.
  void flush();
  /// Makes progress; waits at most `wait` for something to happen.
  void poll(std::chrono::nanoseconds wait);
  /// From any thread: ends a waiting poll().
  void wake() { client_->wake(); }
  /// Finishes all messages in flight as failed: "interrupted".
  void cut();

 private:
  struct Waiting {
    SteadyTime until;
    std::vector<Outbound> batch;
  };
  void post(std::vector<Outbound>&& batch);
  void answered(std::size_t flight, Answer&& answer);
  void post_due();

  std::unique_ptr<Client> client_;
  ProducerOptions options_;
  Finished finished_;
  const Clock& clock_;
  Random random_;
  Batch batch_;
  std::vector<Waiting> waiting_;                ///< Batches that wait for room or for a retry.
  std::vector<std::vector<Outbound>> flights_;  ///< Batches in flight; an empty one is a free slot.
  std::size_t in_flight_ = 0;                   ///< Messages sent and not finished.
};

}  // namespace streamctl::sqs
