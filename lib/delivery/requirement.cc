#include "delivery/requirement.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/text.h"
#include "core/units.h"

namespace streamctl::delivery {
namespace {

using Metric = Requirement::Metric;
using Operator = Requirement::Operator;

constexpr const char* hint =
    "write it like p95<300ms (p1 to p99.9, or max), failed<1%, failed<=3 or rate>100; it takes <, "
    "<=, > and >=";

/// A plain decimal number: "99.9".
std::optional<double> number(std::string_view text) {
  double value = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
  const bool is_whole = error == std::errc{} && end == text.data() + text.size();
  return is_whole && text.front() != '-' && std::isfinite(value) ? std::optional(value)
                                                                 : std::nullopt;
}

std::string without_blanks(std::string_view text) {
  std::string kept;
  std::copy_if(text.begin(), text.end(), std::back_inserter(kept),
               [](char c) { return c != ' ' && c != '\t'; });
  return kept;
}

/// Sets the metric of `requirement` by its name. Kind usage.
Result<void> read_metric(Requirement& requirement) {
  const std::string_view name = requirement.name;
  if (name == "failed") {
    requirement.metric = Metric::failed;
  } else if (name == "rate") {
    requirement.metric = Metric::rate;
  } else if (name == "max") {
    requirement.quantile = 1;
  } else {
    const auto percent = name.starts_with('p') ? number(name.substr(1)) : std::nullopt;
    if (!percent) return usage_error("there is no metric '" + printable(name) + "'", hint);
    if (*percent < 1 || *percent > 99.9)
      return usage_error("'" + printable(name) + "' is no percentile from p1 to p99.9",
                         *percent == 100 ? "max is the longest answer" : hint);
    requirement.quantile = *percent / 100;
  }
  return {};
}

/// Sets the limit of `requirement`, in the unit of its metric. Kind usage.
Result<void> read_limit(Requirement& requirement, std::string_view text) {
  if (requirement.metric == Metric::latency) {
    const auto limit = parse_duration(text);
    if (!limit) return usage_error(printable(limit.error().what), limit.error().hint);
    requirement.limit = static_cast<double>(limit->count()) / 1e6;
    return {};
  }
  if (requirement.metric == Metric::failed && text.ends_with('%')) {
    requirement.metric = Metric::failed_percent;
    text.remove_suffix(1);
  }
  if (requirement.metric == Metric::rate && text.ends_with("/s")) text.remove_suffix(2);
  const auto limit = number(text);
  if (!limit) return usage_error("'" + printable(text) + "' is no number", hint);
  requirement.limit = *limit;
  return {};
}

bool holds(Operator op, double value, double limit) {
  switch (op) {
    case Operator::below:
      return value < limit;
    case Operator::at_most:
      return value <= limit;
    case Operator::above:
      return value > limit;
    case Operator::at_least:
      return value >= limit;
  }
  return false;
}

double value_of(const Requirement& requirement, const Summary& summary, nanoseconds took) {
  const auto deliveries = static_cast<double>(summary.deliveries);
  switch (requirement.metric) {
    case Metric::latency:
      return static_cast<double>(summary.latency(requirement.quantile).count()) / 1e6;
    case Metric::failed:
      return static_cast<double>(summary.failed);
    case Metric::failed_percent:
      return 100 * static_cast<double>(summary.failed) / std::max(deliveries, 1.0);
    case Metric::rate:
      return took.count() > 0 ? deliveries / (static_cast<double>(took.count()) / 1e9) : 0;
  }
  return 0;
}

const char* unit_of(Metric metric) {
  switch (metric) {
    case Metric::latency:
      return "ms";
    case Metric::failed:
      return "deliveries";
    case Metric::failed_percent:
      return "percent";
    case Metric::rate:
      return "per_s";
  }
  return "";
}

}  // namespace

Result<Requirement> parse_requirement(std::string_view text) {
  const std::string plain = without_blanks(text);
  const std::string bad = "bad requirement '" + printable(cut_to_bytes(text, 100)) + "'";
  const auto at = plain.find_first_of("<>");
  if (at == std::string::npos || at == 0)
    return usage_error(bad + ": there is no < or > behind a metric", hint);
  Requirement requirement;
  requirement.name = plain.substr(0, at);
  requirement.bound = plain.substr(at);
  const bool is_equal_allowed = plain.substr(at + 1).starts_with('=');
  requirement.op = plain[at] == '<' ? (is_equal_allowed ? Operator::at_most : Operator::below)
                                    : (is_equal_allowed ? Operator::at_least : Operator::above);
  if (auto read = read_metric(requirement); !read) return std::move(read).error().in(bad);
  auto read = read_limit(requirement, std::string_view(plain).substr(at + 1 + is_equal_allowed));
  if (!read) return std::move(read).error().in(bad);
  return requirement;
}

Verdict judge(const Requirement& requirement, const Summary& summary, nanoseconds took) {
  const double value = value_of(requirement, summary, took);
  const bool is_known = requirement.metric != Metric::latency || summary.answered > 0;
  return {is_known && holds(requirement.op, value, requirement.limit), is_known, value};
}

bool is_success(const std::vector<Requirement>& requirements, const Summary& summary,
                nanoseconds took) {
  bool are_failures_judged = false;
  for (const Requirement& one : requirements) {
    if (!judge(one, summary, took).met) return false;
    if (one.metric == Metric::failed || one.metric == Metric::failed_percent)
      are_failures_judged = true;
  }
  return are_failures_judged || summary.failed == 0;
}

Json to_json(const Requirement& requirement, const Verdict& verdict) {
  Json json;
  json["requirement"] = requirement.name + requirement.bound;
  json["value"] = verdict.is_known ? Json(std::round(verdict.value * 1e3) / 1e3) : Json(nullptr);
  json["unit"] = unit_of(requirement.metric);
  json["met"] = verdict.met;
  return json;
}

}  // namespace streamctl::delivery
