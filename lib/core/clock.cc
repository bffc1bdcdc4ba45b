#include "core/clock.h"

namespace streamctl {

std::chrono::nanoseconds between(WallTime from, WallTime to) {
  std::chrono::nanoseconds::rep length = 0;
  if (!__builtin_sub_overflow(to.time_since_epoch().count(), from.time_since_epoch().count(),
                              &length))
    return std::chrono::nanoseconds{length};
  return from < to ? std::chrono::nanoseconds::max() : std::chrono::nanoseconds::min();
}

WallTime SystemClock::now() const {
  return std::chrono::system_clock::now();
}

SteadyTime SystemClock::steady() const {
  return std::chrono::steady_clock::now();
}

}  // namespace streamctl
