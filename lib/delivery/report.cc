#include "delivery/report.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>

#include <nlohmann/json.hpp>

#include "core/time_text.h"
#include "core/units.h"

namespace streamctl::delivery {

namespace {

// Latencies are counted in buckets by their leading bits: each power of two is divided into 64, so
// a bucket is at most 1/64 wide and its middle at most 1/128 (0.8 %) from any value in it.
constexpr unsigned cut_bits = 6;
constexpr std::size_t bucket_count = std::size_t{64} << cut_bits;

std::size_t bucket_of(nanoseconds latency) {
  const auto value = static_cast<std::uint64_t>(std::max<nanoseconds::rep>(latency.count(), 0));
  const auto bits = static_cast<unsigned>(std::bit_width(value));
  if (bits <= cut_bits + 1) return value;  // Small values have a bucket each.
  const unsigned shift = bits - cut_bits - 1;
  return (std::size_t{shift} << cut_bits) + (value >> shift);
}

nanoseconds middle_of(std::size_t bucket) {
  if (bucket < (std::size_t{2} << cut_bits)) return nanoseconds(bucket);
  const std::size_t shift = (bucket >> cut_bits) - 1;
  const std::uint64_t low = (bucket - (shift << cut_bits)) << shift;
  return nanoseconds(low + ((std::uint64_t{1} << shift) >> 1U));
}

double rounded(double value, double steps_per_unit) {
  return std::round(value * steps_per_unit) / steps_per_unit;
}

Json to_json(const Attempt& attempt) {
  Json json;
  json["attempt"] = attempt.number;
  json["at"] = rfc3339_micros(attempt.at);
  json["outcome"] = name_of(attempt.outcome);
  json["status"] = attempt.status == 0 ? Json(nullptr) : Json(attempt.status);
  json["duration_ms"] = milliseconds_of(attempt.duration);
  json["error"] = attempt.error.empty() ? Json(nullptr) : Json(attempt.error);
  if (!attempt.location.empty()) json["location"] = attempt.location;
  if (!attempt.response_body.empty()) json["response_body"] = attempt.response_body;
  return json;
}

}  // namespace

Json to_json(const Delivery& delivery) {
  Json json;
  json["kind"] = "delivery";
  json["webhook_id"] = delivery.webhook_id;
  json["type"] = delivery.type;
  json["result"] = delivery.delivered ? "delivered" : "failed";
  json["attempts"] = Json::array();
  for (const Attempt& attempt : delivery.attempts)
    json["attempts"].push_back(to_json(attempt));
  return json;
}

void Summary::add(const Delivery& delivery) {
  ++deliveries;
  ++(delivery.delivered ? delivered : failed);
  attempts += delivery.attempts.size();
  for (const Attempt& attempt : delivery.attempts) {
    if (attempt.status == 0) continue;
    if (buckets_.empty()) buckets_.resize(bucket_count);
    ++buckets_[bucket_of(attempt.duration)];
    ++answered;
    latency_max_ = std::max(latency_max_, attempt.duration);
  }
}

nanoseconds Summary::latency(double quantile) const {
  if (answered == 0) return nanoseconds{0};
  // Nearest rank: the smallest latency that a share of `quantile` does not exceed.
  const double share = std::ceil(std::clamp(quantile, 0.0, 1.0) * static_cast<double>(answered));
  const auto rank = std::clamp<std::uint64_t>(static_cast<std::uint64_t>(share), 1, answered);
  if (rank == answered) return latency_max_;
  std::uint64_t seen = 0;
  std::size_t bucket = 0;
  while (bucket < buckets_.size() && (seen += buckets_[bucket]) < rank)
    ++bucket;
  return std::min(middle_of(bucket), latency_max_);
}

Json to_json(const Summary& summary, nanoseconds took) {
  const double seconds = static_cast<double>(took.count()) / 1e9;
  const auto latency = [&](nanoseconds value) {
    return summary.answered == 0 ? Json(nullptr) : Json(milliseconds_of(value));
  };
  Json json;
  json["kind"] = "summary";
  json["deliveries"] = summary.deliveries;
  json["delivered"] = summary.delivered;
  json["failed"] = summary.failed;
  json["attempts"] = summary.attempts;
  json["duration_ms"] = milliseconds_of(took);
  json["rate_per_s"] =
      seconds > 0 ? rounded(static_cast<double>(summary.deliveries) / seconds, 10) : 0.0;
  json["latency_ms"]["p50"] = latency(summary.latency(0.50));
  json["latency_ms"]["p90"] = latency(summary.latency(0.90));
  json["latency_ms"]["p99"] = latency(summary.latency(0.99));
  json["latency_ms"]["max"] = latency(summary.latency_max());
  return json;
}

}  // namespace streamctl::delivery
