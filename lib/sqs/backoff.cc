#include "sqs/backoff.h"

#include <algorithm>

namespace streamctl::sqs {

std::chrono::milliseconds backoff_ceiling(int failures, bool throttled) {
  constexpr int doublings_max = 8;  // More would exceed backoff_most.
  const auto first = throttled ? backoff_first_throttled : backoff_first;
  return std::min(first * (1 << std::clamp(failures - 1, 0, doublings_max)), backoff_most);
}

std::chrono::milliseconds backoff(int failures, bool throttled, Random& random) {
  const auto ceiling = backoff_ceiling(failures, throttled);
  return std::chrono::milliseconds{random.between(ceiling.count() / 2, ceiling.count())};
}

}  // namespace streamctl::sqs
