// The report of `compare`, for people and as JSON lines.
#pragma once

#include <cstdint>
#include <string>

#include "commands/compare/findings.h"
#include "compare/comparison.h"
#include "context.h"

namespace streamctl::cli {

/// Whether both sides' times are by the same clock.
enum class Clocks { same, unknown };

struct CompareReport {
  const compare::Comparison& comparison;
  const Findings& findings;
  Clocks clocks = Clocks::unknown;
  std::uint64_t malformed = 0;
};

/// "41 of 43 events came both ways; 1 only by WebSocket, 1 only by webhook", then what is behind
/// it.
std::string render_comparison(const CompareReport& report, const Terminal& terminal);

/// Prints the report, or the lines that follow those of the findings.
void print_report(const CompareReport& report, Context& context);

}  // namespace streamctl::cli
