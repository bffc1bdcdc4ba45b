// The cost of a query, counted while it runs and bounded: no query keeps other requests waiting.
#pragma once

#include <cstddef>

#include "core/json.h"
#include "emulator/limits.h"

namespace streamctl::emulator {

/// A unit is one value looked at, 32 bytes of text or 8 digits of a long number: about 100 ns.
class Work {
 public:
  explicit Work(std::size_t units_max = query_work_max) : left_(units_max) {}

  /// False where it is more than is left; nothing is left then.
  bool spend(std::size_t units) {
    is_spent_ = is_spent_ || units > left_;
    left_ = is_spent_ ? 0 : left_ - units;
    return !is_spent_;
  }
  [[nodiscard]] bool is_spent() const { return is_spent_; }
  [[nodiscard]] std::size_t left() const { return left_; }

 private:
  std::size_t left_;
  bool is_spent_ = false;
};

/// The units that it costs to copy a value, or to compare it with another.
std::size_t weight_of(const Json& value);

}  // namespace streamctl::emulator
