#include "core/clock.h"

namespace streamctl {

WallTime SystemClock::now() const {
  return std::chrono::system_clock::now();
}

SteadyTime SystemClock::steady() const {
  return std::chrono::steady_clock::now();
}

}  // namespace streamctl
