// The distribution of durations, in bounded memory.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace streamctl::compare {

/// Exact up to `samples_max` durations; beyond, quantiles are those of every second, fourth…
class Spread {
 public:
  explicit Spread(std::size_t samples_max) : samples_max_(samples_max) {}

  void add(std::chrono::nanoseconds duration);
  [[nodiscard]] std::uint64_t count() const { return count_; }
  [[nodiscard]] std::chrono::nanoseconds least() const { return least_; }
  [[nodiscard]] std::chrono::nanoseconds most() const { return most_; }
  /// `part` in [0, 1]; zero without any duration.
  [[nodiscard]] std::chrono::nanoseconds quantile(double part) const;

 private:
  std::size_t samples_max_;
  std::uint64_t every_ = 1;
  std::uint64_t count_ = 0;
  std::chrono::nanoseconds least_{};
  std::chrono::nanoseconds most_{};
  std::vector<std::chrono::nanoseconds> samples_;
};

}  // namespace streamctl::compare
