// Counts requests by operation and minute, as the rate-limit header fields tell them.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "core/clock.h"
#include "core/json.h"

namespace streamctl::emulator {

struct RateLimit {
  std::int64_t limit = 0;
  std::int64_t remaining = 0;  ///< Never below 1: nothing is refused for it.
  std::int64_t reset = 0;      ///< Unix seconds: when the minute is over.
};

class RateLimits {
 public:
  /// One more request of that operation.
  RateLimit count(std::string_view operation, WallTime now);
  /// GetRateLimits: {operation: {limit, remaining, reset}} of those in `endpoints`,
  /// comma-separated; empty: of all that were counted.
  [[nodiscard]] Json view(std::string_view endpoints, WallTime now) const;
  void clear() { counts_.clear(); }

 private:
  struct Window {
    std::int64_t minute = 0;
    std::int64_t count = 0;
  };
  std::map<std::string, Window, std::less<>> counts_;  ///< Bounded by the operations there are.
};

}  // namespace streamctl::emulator
