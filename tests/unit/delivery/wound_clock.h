// A clock that moves only when a test winds it.
#pragma once

#include <atomic>
#include <chrono>

#include "core/clock.h"

namespace streamctl::delivery {

/// Starts at zero. Any thread may read and wind it.
class WoundClock final : public Clock {
 public:
  [[nodiscard]] WallTime now() const override { return WallTime{since_start()}; }
  [[nodiscard]] SteadyTime steady() const override { return SteadyTime{since_start()}; }
  [[nodiscard]] std::chrono::nanoseconds since_start() const { return time_.load(); }
  void wind(std::chrono::nanoseconds by) { time_ = time_.load() + by; }

 private:
  std::atomic<std::chrono::nanoseconds> time_{std::chrono::nanoseconds{0}};
};

}  // namespace streamctl::delivery
