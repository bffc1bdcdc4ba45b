// Shared by the tests of background threads: a manual clock, a gate, a bounded wait.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <future>

#include "core/clock.h"
#include "core/queue.h"

namespace streamctl::testing {

/// How long a test waits for another thread before it fails.
constexpr std::chrono::seconds thread_patience{10};

/// Advances only when wound. Thread-safe.
class WoundClock final : public Clock {
 public:
  [[nodiscard]] WallTime now() const override { return WallTime{steady().time_since_epoch()}; }
  [[nodiscard]] SteadyTime steady() const override {
    return SteadyTime{std::chrono::seconds{seconds_.load()}};
  }
  void wind(std::chrono::seconds time) { seconds_ += static_cast<int>(time.count()); }

 private:
  std::atomic<int> seconds_ = 1'700'000'000;
};

/// Opened once, by the test; other threads wait for it.
class Gate {
 public:
  void open() { promise_.set_value(); }
  /// Waits until the gate is open, for any thread.
  [[nodiscard]] std::function<void()> wait() const {
    return [opened = opened_] { opened.wait_for(thread_patience); };
  }

 private:
  std::promise<void> promise_;
  std::shared_future<void> opened_ = promise_.get_future().share();
};

/// Returns the next item; throws, which fails the test, if none arrives.
template <class T>
T next(BoundedQueue<T>& queue) {
  return queue.pop_for(thread_patience).value();
}

}  // namespace streamctl::testing
