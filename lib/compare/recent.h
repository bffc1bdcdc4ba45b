// Counts by key, of the latest keys only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <utility>

#include "compare/event.h"

namespace streamctl::compare {

/// Remembers at least the last `keys_max` keys, and at most twice as many.
class Recent {
 public:
  explicit Recent(std::size_t keys_max) : keys_max_(keys_max) {}

  void add(std::uint64_t key, Side side) {
    if (counts_.size() >= keys_max_) older_ = std::exchange(counts_, {});
    ++counts_[key][side];
  }
  [[nodiscard]] std::uint64_t count(std::uint64_t key, Side side) const {
    const auto in = [&](const Counts& counts) -> std::uint64_t {
      const auto place = counts.find(key);
      return place == counts.end() ? 0 : place->second[side];
    };
    return in(counts_) + in(older_);
  }

 private:
  using Counts = std::unordered_map<std::uint64_t, PerSide<std::uint32_t>>;
  std::size_t keys_max_;
  Counts counts_;
  Counts older_;
};

}  // namespace streamctl::compare
