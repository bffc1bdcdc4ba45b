// Time as an argument: the wall clock and the steady clock, and a fake of both in tests.
#pragma once

#include <chrono>
#include <cstdint>

namespace streamctl {

using WallTime = std::chrono::time_point<std::chrono::system_clock, std::chrono::nanoseconds>;
using SteadyTime = std::chrono::time_point<std::chrono::steady_clock, std::chrono::nanoseconds>;

/// 2261-01-01, in seconds since 1970: times beyond it, from a file or a peer, overflow WallTime
/// soon after (in 2262).
constexpr std::int64_t last_wall_second = 9'183'110'400;

/// From `from` to `to`, limited to the range of nanoseconds: times from a file may lie centuries
/// apart.
std::chrono::nanoseconds between(WallTime from, WallTime to);

/// The only source of time in streamctl. Safe to use from any thread.
class Clock {
 public:
  Clock() = default;
  Clock(const Clock&) = delete;
  Clock& operator=(const Clock&) = delete;
  virtual ~Clock() = default;

  [[nodiscard]] virtual WallTime now() const = 0;       ///< For time stamps that people read.
  [[nodiscard]] virtual SteadyTime steady() const = 0;  ///< For durations; never goes back.
};

/// The machine's clocks.
class SystemClock final : public Clock {
 public:
  [[nodiscard]] WallTime now() const override;
  [[nodiscard]] SteadyTime steady() const override;
};

}  // namespace streamctl
