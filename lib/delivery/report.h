// What became of a delivery, attempt by attempt, and of many.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/json.h"
#include "delivery/policy.h"

namespace streamctl::delivery {

struct Attempt {
  int number = 1;
  WallTime at;
  nanoseconds offset{};  ///< Since the delivery's first attempt began.
  nanoseconds duration{};
  Outcome outcome = Outcome::ok;
  unsigned status = 0;        ///< 0 without an answer.
  std::string error;          ///< Why there was no answer.
  std::string response_body;  ///< The first 2 KiB, only where asked for.
};

struct Delivery {
  std::string webhook_id;
  std::string type;
  std::string call_cid;
  bool delivered = false;
  std::vector<Attempt> attempts;  ///< At least one.
};

/// {"kind":"delivery",…} as in the contract of `--output json`.
Json to_json(const Delivery& delivery);

/// Totals and latencies of many deliveries in constant memory.
class Summary {
 public:
  void add(const Delivery& delivery);

  std::uint64_t deliveries = 0;
  std::uint64_t delivered = 0;
  std::uint64_t failed = 0;
  std::uint64_t attempts = 0;

  /// Latency of answered attempts at `quantile` of [0, 1], within 1 %; 0 without any.
  [[nodiscard]] nanoseconds latency(double quantile) const;
  [[nodiscard]] nanoseconds latency_max() const { return latency_max_; }

 private:
  std::vector<std::uint64_t> buckets_;
  std::uint64_t answered_ = 0;
  nanoseconds latency_max_{};
};

/// {"kind":"summary",…}; `took` is the run's whole duration.
Json to_json(const Summary& summary, nanoseconds took);

}  // namespace streamctl::delivery
