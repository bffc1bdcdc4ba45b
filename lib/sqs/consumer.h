// Takes messages from a queue on a thread of its own, and deletes those that were made something
// of.
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

/// Receives at one time; each takes up to ten messages.
constexpr std::size_t receivers_max = 32;
/// Messages in hand, for each receiver.
constexpr std::size_t held_by_receiver_max = 40;
/// A deletion waits so long for others to share its request.
constexpr std::chrono::milliseconds delete_linger{20};
/// Visibility shorter than this leaves no time to extend it.
constexpr std::chrono::seconds visibility_least{10};
/// At the end a receive is waited for so long after it began, and after messages were given back
/// while it waits: it may be about to bring some, which would stay hidden if nobody took them. A
/// server need not notice that who asked has gone.
constexpr std::chrono::milliseconds receive_patience{500};
/// At the end deleting and giving back may take so long beyond the grace.
constexpr std::chrono::seconds last_requests_max{5};

/// As many messages as there are.
constexpr std::uint64_t unlimited = std::numeric_limits<std::uint64_t>::max();

struct ConsumerOptions {
  std::size_t receivers = 4;         ///< While the queue is empty only one of them waits there.
  std::uint64_t wanted = unlimited;  ///< Messages; see Consumer::settle().
  std::chrono::seconds wait = long_poll_most;      ///< Of each receive.
  std::optional<QueueAttributes> attributes = {};  ///< What look_at() said.
};

/// A message is dealt with; `done`: it may be deleted.
struct Settled {
  std::uint64_t ticket = 0;
  bool done = false;
};

/// Each runs on the consumer's thread. None may be empty.
struct ConsumerParts {
  /// Messages to make something of; settle() must be called for each, in time or late.
  std::function<void(std::vector<Arrival>&&)> arrived;
  /// Words for the user: the queue cannot be reached, or can again.
  std::function<void(const std::string&)> trouble;
  /// Called once, last: after drain(), or with why there is no going on.
  std::function<void(std::optional<Error>)> ended;
};

/// What a queue says of itself, asked before anything is taken from it: whether it is there, and
/// we may. Nothing where who asks may not know, or is throttled. The error is that of explain(); on
/// `stop` it says "interrupted".
Result<std::optional<QueueAttributes>> look_at(Client& client, const std::stop_token& stop);

/// Failures that may pass are waited out with backoff; any other is the end.
class Consumer {
 public:
  /// Begins at once.
  Consumer(std::unique_ptr<Client> client, const ConsumerOptions& options, ConsumerParts parts,
           const Clock& clock, Random random);
  Consumer(const Consumer&) = delete;
  Consumer& operator=(const Consumer&) = delete;
  ~Consumer();  ///< Without drain() what is in hand comes again when its time is up.

  /// From another thread. `wanted`: so many are to come to an end that is not settled yet; no more
  /// are taken off the queue meanwhile.
  void settle(std::vector<Settled>&& settled, std::uint64_t wanted = unlimited);
  /// From any thread: takes no more; gives back at once what was not handed over, waits up to
  /// `grace` for what was, deletes what is done, gives back the rest, and ends.
  void drain(std::chrono::nanoseconds grace);

  /// After ended().
  [[nodiscard]] const Counts& counts() const { return in_hand_.counts(); }

 private:
  /// Failures in a row of one kind of request, and when it may be made again.
  struct Pause {
    int failures = 0;
    SteadyTime until{};
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
  struct Word {
    std::vector<Settled> settled;
    std::uint64_t wanted = unlimited;
  };
  BoundedQueue<Word> words_;
  std::atomic<bool> drain_asked_ = false;
  std::atomic<std::int64_t> grace_{0};  ///< Nanoseconds.

  std::size_t receiving_ = 0;
  SteadyTime receive_due_{};  ///< The end of receive_patience with them.
  std::size_t asked_ = 0;     ///< Messages that they may bring.
  std::size_t wanted_ = 1;    ///< Receives at one time, by what the latest brought.
  std::size_t others_ = 0;    ///< Requests under way that are no receives.
  std::size_t deleting_ = 0;  ///< Of them, deletions.
  Pause receive_pause_;
  Pause delete_pause_;
  bool may_not_delete_ = false;  ///< SQS refused it for good.
  bool in_trouble_ = false;
  bool told_damage_ = false;
  std::optional<SteadyTime> drained_by_;  ///< Draining; what was handed over has until then.
  std::optional<Error> failure_;
  std::jthread thread_;
};

}  // namespace streamctl::sqs
