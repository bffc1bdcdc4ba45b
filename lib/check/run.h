// Runs checks one after another and reports each finding.
#pragma once

#include <chrono>
#include <functional>
#include <stop_token>
#include <vector>

#include "check/check.h"
#include "core/clock.h"

namespace streamctl::check {

struct Finding {
  const Check* check = nullptr;
  Verdict verdict;
  std::chrono::nanoseconds duration{};
};

struct Tally {
  int pass = 0;
  int warn = 0;
  int fail = 0;
  int skip = 0;
  bool operator==(const Tally&) const = default;
};

/// After this many consecutive requests without an answer, the handler counts as gone and the
/// remaining checks are skipped.
constexpr int unanswered_max = 3;

/// Runs `chosen` in order. A check that `stop` interrupts (see ProbeOptions::stop) is not reported.
Tally run(const std::vector<const Check*>& chosen, Probe& probe, const Clock& clock,
          const std::stop_token& stop, const std::function<void(const Finding&)>& tell);

}  // namespace streamctl::check
