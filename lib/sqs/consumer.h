// Receives messages from an SQS queue on a background thread, and deletes each one once it has been
// processed.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "core/clock.h"
#include "core/queue.h"
#include "core/random.h"
#include "core/result.h"
#include "sqs/client.h"
#include "sqs/in_hand.h"

namespace streamctl::sqs {

/// The most ReceiveMessage requests in flight; each returns up to ten messages.
constexpr std::size_t receivers_max = 32;
/// The most messages held, for each receiver.
constexpr std::size_t held_by_receiver_max = 40;
/// How long a deletion waits for others to share its request.
constexpr std::chrono::milliseconds delete_linger{20};
/// The shortest visibility timeout: with less there is no time to extend it.
constexpr std::chrono::seconds visibility_least{10};
/// On shutdown, how long to wait for an outstanding ReceiveMessage, since it began or since
/// messages were last released. It may still return messages; if we dropped the connection, the
/// server might not notice, and they would stay invisible until their timeout.
constexpr std::chrono::milliseconds receive_patience{500};
/// On shutdown, how much longer than the grace deleting and releasing may take.
constexpr std::chrono::seconds last_requests_max{5};

/// For `wanted`: no limit.
constexpr std::uint64_t unlimited = std::numeric_limits<std::uint64_t>::max();

struct ConsumerOptions {
  /// The most receives in flight. An empty queue gets one.
  std::size_t receivers = 4;
  /// How many messages may be received before the first settle(), which sets it again.
  std::uint64_t wanted = unlimited;
  std::chrono::seconds wait = long_poll_most;      ///< The long poll of each receive.
  std::optional<QueueAttributes> attributes = {};  ///< From look_at().
};

/// The outcome of processing a message. If `done`, it is deleted; if not, it comes again.
struct Settled {
  std::uint64_t ticket = 0;
  bool done = false;
};

/// All are called on the consumer's thread. None may be empty.
struct ConsumerParts {
  /// Messages to process. Each must be settled by settle(), now or later.
  std::function<void(std::vector<Arrival>&&)> arrived;
  /// A warning for the user: the queue cannot be reached, or can be reached again.
  std::function<void(const std::string&)> trouble;
  /// The last call: after drain(), or with the failure that ended the consumer.
  std::function<void(std::optional<Error>)> ended;
};

/// Requests the queue's attributes, to find out whether it exists and may be used before anything
/// is received. Nothing if the caller may not read them, or is throttled. The error is that of
/// explain(); after `stop` it is "interrupted".
Result<std::optional<QueueAttributes>> look_at(Client& client, const std::stop_token& stop);

/// Retries transient failures with backoff; any other failure ends it.
class Consumer {
 public:
  /// Starts the thread.
  Consumer(std::unique_ptr<Client> client, const ConsumerOptions& options, ConsumerParts parts,
           const Clock& clock, Random random);
  Consumer(const Consumer&) = delete;
  Consumer& operator=(const Consumer&) = delete;
  /// Without drain(), messages still held become visible again when their timeout is up.
  ~Consumer();

  /// From any thread but the consumer's. `wanted`: how many unsettled messages may be held from now
  /// on; no more are received, since each receive counts towards the queue's redrive policy.
  void settle(std::vector<Settled>&& settled, std::uint64_t wanted = unlimited);
  /// From any thread: stops receiving, releases what was not handed over, waits up to `grace` for
  /// what was, deletes what is done, releases the rest, and ends.
  void drain(std::chrono::nanoseconds grace);

  /// Only after `ended`.
  [[nodiscard]] const Counts& counts() const { return in_hand_.counts(); }

 private:
  /// Consecutive failures of one kind of request, and when it may be sent again.
  struct Pause {
    int failures = 0;
    SteadyTime until{};
  };
  /// The arguments of settle(), on their way to the thread.
  struct Settlement {
    std::vector<Settled> settled;
    std::uint64_t wanted = unlimited;
  };

  void run(const std::stop_token& stop);
  void take_settled();
  void begin_draining();
  [[nodiscard]] bool is_drained() const;
  void receive();
  void received(Answer&& answer);
  void leave_damaged(std::vector<Message>& messages);
  void hand_over();
  [[nodiscard]] bool may_delete() const;
  void remove();
  void removed(const std::vector<Held>& batch, Answer&& answer);
  void extend();
  void release();
  bool failed(const Failure& failure, Pause& pause);
  void worked(Pause& pause);
  [[nodiscard]] std::chrono::nanoseconds next_wait() const;

  std::unique_ptr<Client> client_;
  ConsumerOptions options_;
  ConsumerParts parts_;
  const Clock& clock_;
  Random random_;
  std::chrono::seconds visibility_;
  InHand in_hand_;
  BoundedQueue<Settlement> settlements_;
  std::atomic<bool> is_drain_requested_ = false;
  std::atomic<std::int64_t> grace_{0};  ///< Nanoseconds.

  std::size_t receiving_ = 0;          ///< Receives in flight.
  std::size_t receiving_max_ = 1;      ///< How many there may be, after what the latest returned.
  std::size_t messages_expected_ = 0;  ///< The most that the receives in flight may return.
  SteadyTime receive_deadline_{};      ///< The end of receive_patience.
  std::size_t other_requests_ = 0;     ///< Requests in flight that are no receives.
  std::size_t deleting_ = 0;           ///< Deletions among them.
  Pause receive_pause_;
  Pause delete_pause_;
  bool may_not_delete_ = false;  ///< SQS refuses deletions for good.
  bool is_failing_ = false;      ///< `trouble` has reported it.
  bool is_damage_reported_ = false;
  std::optional<SteadyTime> drain_deadline_;  ///< While draining: the end of the grace.
  std::optional<Error> failure_;
  std::jthread thread_;
};

}  // namespace streamctl::sqs
