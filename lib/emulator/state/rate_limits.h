// Counts requests by operation and minute, for the rate-limit header fields.
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
  std::int64_t remaining = 0;  ///< At least 1: the limit is never enforced.
  std::int64_t reset = 0;      ///< End of the minute, in Unix seconds.
};

class RateLimits {
 public:
  /// Counts one request.
  RateLimit count(std::string_view operation, WallTime now);
  /// GetRateLimits: {operation: {limit, remaining, reset}} for the comma-separated `endpoints`, or
  /// for all counted operations if that is empty.
  [[nodiscard]] Json view(std::string_view endpoints, WallTime now) const;
  void clear() { counts_.clear(); }

 private:
  struct Window {
    std::int64_t minute = 0;
    std::int64_t count = 0;
  };
  std::map<std::string, Window, std::less<>> counts_;  ///< Bounded by the number of operations.
};

}  // namespace streamctl::emulator
