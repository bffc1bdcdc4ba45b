// Rate limits: parses Stream's header fields and computes the wait. Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "core/clock.h"
#include "net/headers.h"

namespace streamctl::stream {

/// X-RateLimit-Limit, -Remaining, -Reset and Retry-After. The limits count by endpoint and platform
/// over windows of one minute.
struct RateLimit {
  std::optional<std::uint64_t> limit;
  std::optional<std::uint64_t> remaining;
  std::optional<WallTime> reset;                    ///< End of the window, by the server's clock.
  std::optional<WallTime> retry_at;                 ///< Retry-After as a date.
  std::optional<std::chrono::seconds> retry_after;  ///< Retry-After as seconds.
  std::optional<WallTime> server_time;              ///< The response's Date.
  bool operator==(const RateLimit&) const = default;

  /// Whether it specifies the end of the wait.
  [[nodiscard]] bool says_when() const { return reset || retry_at || retry_after; }
};

/// Ignores fields that do not parse. In a comma-separated list, the first non-empty item counts.
RateLimit read_rate_limit(const net::Headers& headers);

/// Bounds for waiting out a rate limit.
struct RateLimitPolicy {
  int attempts_max = 6;  ///< Total requests.
  std::chrono::nanoseconds wait_least = std::chrono::milliseconds{100};
  std::chrono::nanoseconds wait_most = std::chrono::seconds{75};  ///< Per wait; a window is 60 s.
  std::chrono::nanoseconds total_most = std::chrono::minutes{3};  ///< Per operation.
};

/// Returns the wait after attempt `attempt` (from 1) got a 429, given `waited` already spent
/// waiting: Retry-After, else until X-RateLimit-Reset by the server's clock if known, else 1 s, 2
/// s, 4 s… Returns nullopt once the bounds are exceeded.
std::optional<std::chrono::nanoseconds> rate_limit_wait(const RateLimit& limit, int attempt,
                                                        std::chrono::nanoseconds waited,
                                                        WallTime now,
                                                        const RateLimitPolicy& policy = {});

}  // namespace streamctl::stream
