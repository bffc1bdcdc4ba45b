#include "emulator/state/injected_failures.h"

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/glob.h"

namespace streamctl::emulator {

namespace {

/// Clients send it at any time, so a test means other requests unless it names this one.
constexpr std::string_view telemetry = "ReportClientCallEvent";

bool matches(const InjectedFailure& failure, std::string_view operation) {
  if (operation == telemetry) return failure.operation == telemetry;
  return failure.operation.empty() || glob_match(failure.operation, operation);
}

}  // namespace

Result<void> InjectedFailures::set(InjectedFailure failure) {
  std::erase_if(entries_, [&](const Entry& one) {
    return one.failure.operation == failure.operation ||
           (failure.operation.empty() && failure.left == 0);
  });
  if (failure.left == 0) return {};
  if (entries_.size() >= injected_failures_max)
    return usage_error(
        "at most " + std::to_string(injected_failures_max) + " operations fail at a time",
        "'streamctl emulator fail 0' ends them all");
  const Random random(failure.seed);
  entries_.insert(entries_.begin(), Entry{std::move(failure), random});
  return {};
}

Injection InjectedFailures::take(std::string_view operation) {
  const auto found = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& one) {
    return matches(one.failure, operation);
  });
  if (found == entries_.end() || !found->random.chance(found->failure.probability)) return {};
  const Injection injection{found->failure.status, found->failure.latency};
  if (--found->failure.left == 0) entries_.erase(found);
  return injection;
}

std::vector<InjectedFailure> InjectedFailures::all() const {
  std::vector<InjectedFailure> list;
  for (const Entry& one : entries_)
    list.push_back(one.failure);
  return list;
}

Json InjectedFailures::view() const {
  Json made = Json::array();
  for (const auto& [failure, random] : entries_) {
    Json one = Json::object();
    if (!failure.operation.empty()) one["operation"] = failure.operation;
    one["left"] = failure.left;
    if (failure.status != 0) one["status"] = failure.status;
    one["probability"] = failure.probability;
    one["latency_ms"] = failure.latency.count();
    one["seed"] = failure.seed;
    made.push_back(std::move(one));
  }
  return made;
}

}  // namespace streamctl::emulator
