// Counts what a listener sees, checks it against what is expected, and queues it for the printer.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "core/queue.h"
#include "listener/expectations.h"
#include "listener/receiver.h"
#include "listener/seen.h"
#include "listener/tally.h"

namespace streamctl::listener {

/// What is to be printed, and how many were skipped before it.
struct Shown {
  std::uint64_t skipped = 0;
  std::vector<Seen> seen;
};

/// What may wait for a slow terminal; more is skipped and counted.
constexpr std::size_t shown_bytes_max = 32 * 1024 * 1024;

/// From the loop's thread to the printer's; the loop never waits.
class ShownQueue {
 public:
  explicit ShownQueue(std::size_t bytes_max = shown_bytes_max);

  /// On the loop's thread.
  void push(std::vector<Seen>&& seen);
  /// On the loop's thread, once. pop() then returns what waits and what was skipped last, and ends.
  void close();

  /// On the printer's thread: waits; nothing once closed and empty. Its bytes count as waiting
  /// until the next call.
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

/// On the loop's thread.
class Audience {
 public:
  /// `queue` may be null: nothing is shown. `met` is called once, from turn_end(), when there were
  /// expectations and they are met, or when something forbidden came.
  Audience(Expectations expectations, ShownQueue* queue, std::function<void()> met);

  /// Deliveries and refusals are counted; the rest is only shown.
  void saw(Seen&& seen, Regard regard);
  void turn_end();

  [[nodiscard]] const Tally& tally() const { return tally_; }
  [[nodiscard]] const Expectations& expectations() const { return expectations_; }

 private:
  void expect(const Delivery& delivery, Regard regard);
  void push();

  Expectations expectations_;
  ShownQueue* queue_;
  std::function<void()> met_;
  Tally tally_;
  std::vector<Seen> turn_;
  std::size_t turn_bytes_ = 0;  ///< Of the bodies in it.
};

}  // namespace streamctl::listener
