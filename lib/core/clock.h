// Time as an argument: the wall clock and the steady clock, and a fake of both in tests.
#pragma once

#include <chrono>

namespace streamctl {

using WallTime = std::chrono::time_point<std::chrono::system_clock, std::chrono::nanoseconds>;
using SteadyTime = std::chrono::time_point<std::chrono::steady_clock, std::chrono::nanoseconds>;

/// From `from` to `to`, at most what nanoseconds hold: times from a file may lie centuries apart.
std::chrono::nanoseconds between(WallTime from, WallTime to);

/// Where all of streamctl reads the time. Safe to use from any thread.
class Clock {
 public:
  Clock() = default;
  Clock(const Clock&) = delete;
  Clock& operator=(const Clock&) = delete;
  virtual ~Clock() = default;

  [[nodiscard]] virtual WallTime now() const = 0;       ///< For time stamps people read.
  [[nodiscard]] virtual SteadyTime steady() const = 0;  ///< For durations; never goes back.
};

/// The machine's clocks.
class SystemClock final : public Clock {
 public:
  [[nodiscard]] WallTime now() const override;
  [[nodiscard]] SteadyTime steady() const override;
};

}  // namespace streamctl
