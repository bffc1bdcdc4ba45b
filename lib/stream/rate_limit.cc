#include "stream/rate_limit.h"

#include <algorithm>
#include <charconv>
#include <string_view>

#include "core/text.h"
#include "net/http_date.h"

namespace streamctl::stream {
namespace {

using std::chrono::nanoseconds;
using std::chrono::seconds;

constexpr std::uint64_t last_second = last_wall_second;
constexpr int doublings_max = 6;

std::optional<std::uint64_t> number_in(const net::Headers& headers, std::string_view name) {
  const std::string* value = headers.find(name);
  if (value == nullptr) return std::nullopt;
  for (const std::string_view item : split(*value, ',')) {
    const std::string_view text = trimmed(item);
    if (text.empty()) continue;
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
  }
  return std::nullopt;
}

nanoseconds wanted_wait(const RateLimit& limit, int attempt, WallTime now) {
  const WallTime there = limit.server_time.value_or(now);
  if (limit.retry_after) return *limit.retry_after;
  if (limit.retry_at) return between(there, *limit.retry_at);
  if (limit.reset) return between(there, *limit.reset);
  return seconds{1 << std::clamp(attempt - 1, 0, doublings_max)};
}

}  // namespace

RateLimit read_rate_limit(const net::Headers& headers) {
  RateLimit read;
  read.limit = number_in(headers, "X-RateLimit-Limit");
  read.remaining = number_in(headers, "X-RateLimit-Remaining");
  if (const auto reset = number_in(headers, "X-RateLimit-Reset"); reset && *reset <= last_second)
    read.reset = WallTime{seconds{*reset}};
  if (const auto after = number_in(headers, "Retry-After"); after && *after <= last_second)
    read.retry_after = seconds{*after};
  else if (const std::string* date = headers.find("Retry-After"))
    read.retry_at = net::parse_http_date(*date);
  if (const std::string* date = headers.find("Date"))
    read.server_time = net::parse_http_date(*date);
  return read;
}

std::optional<nanoseconds> rate_limit_wait(const RateLimit& limit, int attempt, nanoseconds waited,
                                           WallTime now, const RateLimitPolicy& policy) {
  if (attempt >= policy.attempts_max) return std::nullopt;
  const nanoseconds wait = std::max(wanted_wait(limit, attempt, now), policy.wait_least);
  if (wait > policy.wait_most || wait > policy.total_most - waited) return std::nullopt;
  return wait;
}

}  // namespace streamctl::stream
