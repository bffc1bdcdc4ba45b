#include "emulator/serve/fail_action.h"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/glob.h"
#include "core/json_number.h"
#include "core/text.h"
#include "emulator/specification/specification.h"
#include "emulator/state/field_reader.h"

namespace streamctl::emulator {

namespace {

constexpr std::int64_t failures_max = 1'000'000;
constexpr std::int64_t latency_ms_max = 600'000;

/// The nearest name, whatever its letters' case.
std::optional<std::string> nearest_operation(const std::string& word) {
  std::vector<std::string> lower;
  for (const Operation& operation : operations())
    lower.push_back(lower_ascii(operation.name));
  auto at = std::find(lower.begin(), lower.end(), lower_ascii(word));
  if (at == lower.end()) {
    const auto near = nearest(lower_ascii(word), lower);
    if (!near) return std::nullopt;
    at = std::find(lower.begin(), lower.end(), *near);
  }
  return operations()[static_cast<std::size_t>(at - lower.begin())].name;
}

Result<void> check_operation(const std::string& pattern) {
  const bool is_known =
      std::any_of(operations().begin(), operations().end(),
                  [&](const Operation& operation) { return glob_match(pattern, operation.name); });
  if (is_known) return {};
  const auto near = nearest_operation(pattern);
  return usage_error("no operation is named '" + printable(pattern) + "'",
                     near ? "did you mean '" + *near + "'?"
                          : "the log shows the operations of requests: 'streamctl emulator log'");
}

/// The number under "probability"; 1 if absent.
Result<double> probability_in(const Json& body) {
  const auto found = body.find("probability");
  if (found == body.end() || found->is_null()) return 1.0;
  const double value = is_any_number(*found) ? number_value(*found) : -1;
  if (!(value >= 0 && value <= 1)) return usage_error("probability must be a number from 0 to 1");
  return value;
}

Json report_of(const InjectedFailure& failure, const Json& body) {
  Json report{{"failing", failure.left}};
  if (failure.status != 0) report["status"] = failure.status;
  for (const char* name : {"operation", "probability", "latency_ms", "seed"})
    if (body.contains(name)) report[name] = body[name];
  return report;
}

}  // namespace

Result<Json> fail_requests(InjectedFailures& failures, const Json& body) {
  FieldReader in(body);
  const auto count = in.number("count", 0, failures_max);
  const auto operation = in.id("operation");
  const auto latency = in.number("latency_ms", 0, latency_ms_max).value_or(0);
  const auto status = in.number("status", 400, 599).value_or(latency > 0 ? 0 : 503);
  const auto seed = in.number("seed", 0, INT64_MAX).value_or(1);
  if (!in.ok()) return usage_error(in.error().text);
  if (!count) return usage_error("count is required");
  const auto probability = probability_in(body);
  if (!probability) return probability.error();
  if (operation) {
    if (auto good = check_operation(*operation); !good) return std::move(good).error();
  }
  const InjectedFailure failure{
      operation.value_or(""), static_cast<std::uint64_t>(*count), static_cast<unsigned>(status),
      *probability,           std::chrono::milliseconds(latency), static_cast<std::uint64_t>(seed)};
  if (auto set = failures.set(failure); !set) return std::move(set).error();
  return report_of(failure, body);
}

}  // namespace streamctl::emulator
