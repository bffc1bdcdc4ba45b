// Reports of deliveries and their attempts, and totals of many.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
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
  std::uint64_t tag = 0;          ///< Outgoing::tag; not in the JSON.
  bool is_cut = false;            ///< Ended by Sender::cut(), not by the policy; not in the JSON.
  /// The event, for whoever shows it; null where it is not known. Not in the JSON.
  std::shared_ptr<const std::string> body = nullptr;
  bool operator==(const Delivery&) const = default;
};

/// {"kind":"delivery",…} for `--output json`. `status` is null without an answer, `error` with one.
/// `location` is there only after a redirect, `response_body` only if a body was kept.
Json to_json(const Delivery& delivery);

/// Totals and latencies of many deliveries, in constant memory.
class Summary {
 public:
  void add(const Delivery& delivery);

  std::uint64_t deliveries = 0;
  std::uint64_t delivered = 0;
  std::uint64_t failed = 0;
  std::uint64_t attempts = 0;
  std::uint64_t answered = 0;  ///< Attempts with an answer. Latencies are of these alone.

  /// The latency of answered attempts at `quantile` in [0, 1], within 1 %; 0 if there are none.
  [[nodiscard]] nanoseconds latency(double quantile) const;
  [[nodiscard]] nanoseconds latency_max() const { return latency_max_; }

 private:
  std::vector<std::uint64_t> buckets_;
  nanoseconds latency_max_{};
};

/// {"kind":"summary",…}. `took` is the duration of the whole run. Latencies are null if there was
/// no answer.
Json to_json(const Summary& summary, nanoseconds took);

}  // namespace streamctl::delivery
