// What the tests of background threads share: a clock to wind, and a gate to open.
#pragma once

#include <atomic>
#include <chrono>
#include <future>

#include "core/clock.h"

namespace streamctl::testing {

/// Stands still until it is wound. From any thread.
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
  [[nodiscard]] std::shared_future<void> opened() const { return opened_; }

 private:
  std::promise<void> promise_;
  std::shared_future<void> opened_ = promise_.get_future().share();
};

}  // namespace streamctl::testing
