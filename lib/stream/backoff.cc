#include "stream/backoff.h"

#include <algorithm>

namespace streamctl::stream {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds longest{5000};
constexpr milliseconds step{2000};
constexpr milliseconds least_of_all{250};
constexpr milliseconds most_at_first{500};
/// The wait is constant beyond this.
constexpr int counted_max = 100;

}  // namespace

WaitRange reconnect_wait_range(int failures) {
  const int counted = std::clamp(failures, 0, counted_max);
  return {std::min(std::max(least_of_all, step * (counted - 1)), longest),
          std::min(most_at_first + step * counted, longest)};
}

milliseconds reconnect_wait(int failures, Random& random) {
  const WaitRange range = reconnect_wait_range(failures);
  return milliseconds{random.between(range.least.count(), range.most.count())};
}

}  // namespace streamctl::stream
