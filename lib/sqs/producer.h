// Puts messages on a queue, in batches, many batches at once.
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
  std::size_t batches_max = 1;  ///< Under way at once.
  int tries_max = 3;            ///< Of each message, as AWS's SDKs do by default.
};

/// Runs on the caller's thread; nothing happens outside its functions. What fails and may pass is
/// tried again with backoff; an entry of a batch by itself.
class Producer {
 public:
  /// A message is on the queue (its last try is `done`), or will not be.
  using Finished = std::function<void(Outbound&&)>;

  Producer(std::unique_ptr<Client> client, const ProducerOptions& options, Finished finished,
           const Clock& clock, Random random);
  Producer(const Producer&) = delete;
  Producer& operator=(const Producer&) = delete;
  ~Producer() = default;  ///< Abandons what is under way, unreported.

  /// Whether there is room for one more: fewer than so many batches under way or to be tried again.
  [[nodiscard]] bool has_room() const;
  [[nodiscard]] std::size_t in_flight() const { return in_flight_; }
  /// A message that SQS would never take is finished at once. The others wait for their batch to
  /// fill, or for flush(). Precondition: has_room().
  void send(std::uint64_t tag, Sendable message);
  /// Sends the batch as it is, once there is room.
  void flush();
  /// Moves everything along, waiting at most `wait`.
  void poll(std::chrono::nanoseconds wait);
  /// From any thread: ends a waiting poll().
  void wake() { client_->wake(); }
  /// Finishes everything under way now, as failed: "interrupted".
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
  std::vector<Waiting> waiting_;                ///< To be tried again.
  std::vector<std::vector<Outbound>> flights_;  ///< By number; a free one is empty.
  std::size_t in_flight_ = 0;                   ///< Messages sent and not finished.
};

}  // namespace streamctl::sqs
