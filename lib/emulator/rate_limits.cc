#include "emulator/rate_limits.h"

#include <algorithm>
#include <chrono>

#include <nlohmann/json.hpp>

#include "core/text.h"
#include "emulator/limits.h"

namespace streamctl::emulator {

namespace {

std::int64_t minute_of(WallTime now) {
  return std::chrono::duration_cast<std::chrono::minutes>(now.time_since_epoch()).count();
}

RateLimit limit_of(std::int64_t count, std::int64_t minute) {
  return {requests_a_minute, std::max<std::int64_t>(1, requests_a_minute - count),
          (minute + 1) * 60};
}

}  // namespace

RateLimit RateLimits::count(std::string_view operation, WallTime now) {
  Window& window = counts_[std::string(operation)];
  const std::int64_t minute = minute_of(now);
  if (window.minute != minute) window = {minute, 0};
  return limit_of(++window.count, minute);
}

Json RateLimits::view(std::string_view endpoints, WallTime now) const {
  const auto wanted = split(endpoints, ',');
  const std::int64_t minute = minute_of(now);
  Json made = Json::object();
  for (const auto& [operation, window] : counts_) {
    if (!endpoints.empty() && std::find(wanted.begin(), wanted.end(), operation) == wanted.end())
      continue;
    const RateLimit limit = limit_of(window.minute == minute ? window.count : 0, minute);
    made[operation] = {
        {"limit", limit.limit}, {"remaining", limit.remaining}, {"reset", limit.reset}};
  }
  return made;
}

}  // namespace streamctl::emulator
