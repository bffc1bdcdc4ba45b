// Rate limits: what Stream's header fields say of them, and how long to wait. Pure.
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
  std::optional<WallTime> reset;     ///< When the window ends, by the server's clock.
  std::optional<WallTime> retry_at;  ///< Retry-After as a date.
  std::optional<std::chrono::seconds> retry_after;  ///< Retry-After as seconds.
  std::optional<WallTime> server_time;              ///< The Date of the answer.
  bool operator==(const RateLimit&) const = default;

  /// Whether it names the end of the wait.
  [[nodiscard]] bool says_when() const { return reset || retry_at || retry_after; }
};

/// What does not parse is as if it were not there. A field may hold a list with commas: its first
/// item that is not empty counts.
RateLimit read_rate_limit(const net::Headers& headers);

/// Bounds of waiting a rate limit out.
struct RateLimitPolicy {
  int attempts_max = 6;  ///< Requests in all.
  std::chrono::nanoseconds wait_least = std::chrono::milliseconds{100};
  std::chrono::nanoseconds wait_most = std::chrono::seconds{75};  ///< One; a window is 60 s.
  std::chrono::nanoseconds total_most = std::chrono::minutes{3};  ///< All of one operation.
};

/// How long to wait after attempt number `attempt` (from 1) was answered with 429, when `waited`
/// was spent on waiting already: Retry-After, else until X-RateLimit-Reset by the server's own
/// clock where it told it, else 1 s, 2 s, 4 s… Nothing when the bounds say to give up.
std::optional<std::chrono::nanoseconds> rate_limit_wait(const RateLimit& limit, int attempt,
                                                        std::chrono::nanoseconds waited,
                                                        WallTime now,
                                                        const RateLimitPolicy& policy = {});

}  // namespace streamctl::stream
