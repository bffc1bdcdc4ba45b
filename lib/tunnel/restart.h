// Decides when a tunnel program that ended is started again.
#pragma once

#include <chrono>
#include <optional>

namespace streamctl::tunnel {

/// Starts in a row that may fail before there was an address.
constexpr int first_starts_max = 3;

/// Doubles the wait with each end, from one second to a minute; a run of a minute sets it back.
class Restart {
 public:
  /// The program ran for `ran` and ended. `held`: there was an address that held, in this run or an
  /// earlier one. `is_lasting`: a start will not help. `wait_least`: what the program's service
  /// asks for. Nothing: give up.
  std::optional<std::chrono::nanoseconds> wait_after(std::chrono::nanoseconds ran, bool held,
                                                     bool is_lasting,
                                                     std::chrono::nanoseconds wait_least);

 private:
  int ends_ = 0;  ///< In a row.
};

}  // namespace streamctl::tunnel
