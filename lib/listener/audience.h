// Those behind the receiver: counts on the loop's thread, and a queue to whoever prints.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/queue.h"
#include "listener/expectations.h"
#include "listener/receiver.h"
#include "listener/seen.h"
#include "listener/tally.h"

namespace streamctl::listener {

/// Deliveries for the printer, and how many it missed before them.
struct Shown {
  std::uint64_t skipped = 0;
  std::vector<Seen> deliveries;
};

/// What may wait for a slow terminal; more is skipped, and counted.
constexpr std::size_t shown_bytes_max = 32 * 1024 * 1024;

/// From the loop's thread to the printer's: never makes the loop wait. All of a turn is one push.
class ShownQueue {
 public:
  explicit ShownQueue(std::size_t bytes_max = shown_bytes_max);

  /// On the loop's thread.
  void push(std::vector<Seen>&& deliveries);
  /// On the loop's thread, once: what was skipped last is told, and pop() ends.
  void close();

  /// On the printer's thread: waits; nothing once closed and empty. Room is made when the next is
  /// asked for.
  std::optional<Shown> pop();

 private:
  struct Batch {
    Shown shown;
    std::size_t bytes = 0;
  };
  std::size_t bytes_max_;
  BoundedQueue<Batch> queue_;
  std::atomic<std::size_t> bytes_ = 0;
  std::atomic<std::uint64_t> skipped_ = 0;
  std::size_t popped_bytes_ = 0;
};

/// Counts what is seen, says when the expectations are met, and hands on what is to be shown. On
/// the loop's thread.
class Audience {
 public:
  /// `queue` may be null: nobody looks. `met` is called once, from turn_end(), when there were
  /// expectations and they are met, or when something forbidden came.
  Audience(Expectations expectations, ShownQueue* queue, std::function<void()> met);

  void saw(Seen&& seen, Regard regard);
  /// Shows a word between the deliveries: see Seen::aside. It counts for nothing.
  void say(std::string aside);
  void turn_end();

  [[nodiscard]] const Tally& tally() const { return tally_; }
  [[nodiscard]] const Expectations& expectations() const { return expectations_; }

 private:
  Expectations expectations_;
  ShownQueue* queue_;
  std::function<void()> met_;
  Tally tally_;
  std::vector<Seen> turn_;
};

}  // namespace streamctl::listener
