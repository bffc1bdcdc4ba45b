// Bounds the cost of a query while it runs, so that no query delays other requests for long.
#pragma once

#include <cstddef>

#include "core/json.h"
#include "emulator/limits.h"

namespace streamctl::emulator {

/// One unit covers a value, 32 bytes of text or 8 digits of a long number: about 100 ns.
class QueryBudget {
 public:
  explicit QueryBudget(std::size_t units_max = query_units_max) : left_(units_max) {}

  /// False, and the budget exhausted, if less than that is left.
  bool spend(std::size_t units) {
    is_exhausted_ = is_exhausted_ || units > left_;
    left_ = is_exhausted_ ? 0 : left_ - units;
    return !is_exhausted_;
  }
  [[nodiscard]] bool is_exhausted() const { return is_exhausted_; }
  [[nodiscard]] std::size_t left() const { return left_; }

 private:
  std::size_t left_;
  bool is_exhausted_ = false;
};

/// The units for copying a value or comparing it with another.
std::size_t weight_of(const Json& value);

}  // namespace streamctl::emulator
