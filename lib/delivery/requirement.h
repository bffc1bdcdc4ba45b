// What a run of deliveries must hold: "p95<300ms", "failed<1%".
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/json.h"
#include "core/result.h"
#include "delivery/report.h"

namespace streamctl::delivery {

/// METRIC OPERATOR LIMIT. The metric is p1 to p99.9 (a percentile of the answers' latency), max
/// (the longest), failed (deliveries: a number of them, or a share in %) or rate (deliveries a
/// second).
struct Requirement {
  enum class Metric { latency, failed, failed_percent, rate };
  enum class Operator { below, at_most, above, at_least };

  std::string name;  ///< The metric as typed: "p95".
  Metric metric = Metric::latency;
  double quantile = 0;  ///< In [0, 1], for the latency; 1 is the longest.
  Operator op = Operator::below;
  double limit = 0;   ///< In ms for the latency, in % for a share.
  std::string bound;  ///< Operator and limit as typed, without blanks: "<300ms".
};

/// Kind usage; the hint names what is allowed.
Result<Requirement> parse_requirement(std::string_view text);

struct Verdict {
  bool met = false;
  bool is_known = true;  ///< Whether there is a value: there is no latency without an answer.
  double value = 0;      ///< In the unit of Requirement::limit.
};

Verdict judge(const Requirement& requirement, const Summary& summary, nanoseconds took);

/// Whether a run is a success: every requirement is met, and no delivery failed unless a
/// requirement says how many may.
bool is_success(const std::vector<Requirement>& requirements, const Summary& summary,
                nanoseconds took);

/// {"requirement":"p95<300ms","value":412.1,"unit":"ms","met":false}. `value` is null if unknown.
Json to_json(const Requirement& requirement, const Verdict& verdict);

}  // namespace streamctl::delivery
