#include "emulator/state/rate_limits.h"

#include <algorithm>
#include <chrono>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/text.h"
#include "emulator/limits.h"

namespace streamctl::emulator {

namespace {

std::int64_t minute_of(WallTime now) {
  return std::chrono::duration_cast<std::chrono::minutes>(now.time_since_epoch()).count();
}

RateLimit limit_of(std::int64_t count, std::int64_t minute) {
  return {requests_per_minute, std::max<std::int64_t>(1, requests_per_minute - count),
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
  std::vector<std::string_view> wanted;
  if (!endpoints.empty()) wanted = split(endpoints, ',');
  for (auto counted = counts_.begin(); endpoints.empty() && counted != counts_.end(); ++counted)
    wanted.push_back(counted->first);
  const std::int64_t minute = minute_of(now);
  Json made = Json::object();
  for (const std::string_view operation : wanted) {
    const auto counted = counts_.find(operation);
    const bool is_current = counted != counts_.end() && counted->second.minute == minute;
    const RateLimit limit = limit_of(is_current ? counted->second.count : 0, minute);
    made[std::string(operation)] = {
        {"limit", limit.limit}, {"remaining", limit.remaining}, {"reset", limit.reset}};
  }
  return made;
}

}  // namespace streamctl::emulator
