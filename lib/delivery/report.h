// What became of a delivery, attempt by attempt, and of many.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "core/json.h"
#include "delivery/attempt.h"

namespace streamctl::delivery {

struct Delivery {
  std::string webhook_id;
  std::string type;
  std::string call_cid;
  bool delivered = false;
  std::vector<Attempt> attempts;  ///< At least one.
  std::uint64_t tag = 0;          ///< Outgoing::tag; in no report.
  bool is_cut = false;            ///< Sender::cut() ended it before its policy did; in no report.
  bool operator==(const Delivery&) const = default;
};

/// {"kind":"delivery",…} as in the contract of `--output json`: `status` is null without an answer,
/// `error` with one. `location` stands only where a redirect names a place, `response_body` only
/// where one was kept.
Json to_json(const Delivery& delivery);

/// Totals and latencies of many deliveries in constant memory.
class Summary {
 public:
  void add(const Delivery& delivery);

  std::uint64_t deliveries = 0;
  std::uint64_t delivered = 0;
  std::uint64_t failed = 0;
  std::uint64_t attempts = 0;
  std::uint64_t answered = 0;  ///< Attempts that brought a status; latencies are of these.

  /// Latency of answered attempts at `quantile` of [0, 1], within 1 %; 0 without any.
  [[nodiscard]] nanoseconds latency(double quantile) const;
  [[nodiscard]] nanoseconds latency_max() const { return latency_max_; }

 private:
  std::vector<std::uint64_t> buckets_;
  nanoseconds latency_max_{};
};

/// {"kind":"summary",…}; `took` is the run's whole duration. Latencies are null where nothing
/// answered.
Json to_json(const Summary& summary, nanoseconds took);

}  // namespace streamctl::delivery
