#include "compare/spread.h"

#include <algorithm>
#include <cmath>

namespace streamctl::compare {

void Spread::add(std::chrono::nanoseconds duration) {
  least_ = count_ == 0 ? duration : std::min(least_, duration);
  most_ = count_ == 0 ? duration : std::max(most_, duration);
  if (count_++ % every_ != 0) return;
  if (samples_.size() == samples_max_) {
    for (std::size_t i = 0; 2 * i < samples_.size(); ++i)
      samples_[i] = samples_[2 * i];
    samples_.resize((samples_.size() + 1) / 2);
    every_ *= 2;
    if ((count_ - 1) % every_ != 0) return;
  }
  samples_.push_back(duration);
}

std::chrono::nanoseconds Spread::quantile(double part) const {
  if (samples_.empty()) return {};
  auto sorted = samples_;
  const auto rank = static_cast<std::size_t>(std::ceil(part * static_cast<double>(sorted.size())));
  const std::size_t index = std::min(rank == 0 ? 0 : rank - 1, sorted.size() - 1);
  std::nth_element(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(index),
                   sorted.end());
  return sorted[index];
}

}  // namespace streamctl::compare
