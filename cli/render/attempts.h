// The attempts of a delivery, a line each.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include "delivery/attempt.h"
#include "delivery/report.h"
#include "terminal.h"

namespace streamctl::cli {

/// "503 Service Unavailable", "timed out", "connection refused"; printable.
std::string attempt_outcome(const delivery::Attempt& attempt);

/// How long all attempts took together.
std::chrono::nanoseconds attempts_span(const delivery::Delivery& delivery);

/// A line for each attempt, after `margin` spaces: its number, outcome and time, and on one axis of
/// time when it began and ended:
///   attempt 1  503 Service Unavailable    12ms  ━───────────────────────
///   attempt 2  timed out                    6s  ─━━━━━━━━━━━━━━━━━━━━━━━
std::string attempt_axis(const delivery::Delivery& delivery, std::size_t margin,
                         const Terminal& terminal);

}  // namespace streamctl::cli
