// The findings of `doctor`, printed one by one.
#pragma once

#include <array>
#include <cstdint>

#include "commands/doctor/findings.h"
#include "context.h"

namespace streamctl::cli {

/// Prints each finding immediately, and counts them.
class Report {
 public:
  explicit Report(Context& context) : context_(context) {}

  void add(const Finding& finding);
  /// Prints the summary. The exit code: 1 if anything failed.
  int end();

 private:
  Context& context_;
  std::array<std::uint64_t, 4> counts_{};
};

}  // namespace streamctl::cli
