// Runs checks one after another and reports each finding.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <stop_token>
#include <vector>

#include "check/check.h"
#include "check/refusal.h"
#include "core/clock.h"

namespace streamctl::check {

struct Finding {
  const Check* check = nullptr;
  Verdict verdict;
  std::chrono::nanoseconds duration{};
  bool is_explained = false;  ///< By RunResult::refusal.
  bool is_left_out = false;   ///< Skipped, because the run ended with a refusal.
};

struct Tally {
  int pass = 0;
  int warn = 0;
  int fail = 0;
  int skip = 0;
  bool operator==(const Tally&) const = default;
};

/// After this many consecutive requests without an answer, the handler counts as gone and the
/// remaining checks are skipped, unless the run keeps going.
constexpr int unanswered_max = 3;

struct RunOptions {
  /// Runs every check, although the handler accepts no valid event or does not answer any more.
  bool keep_going = false;
  std::function<void(const Check&)> begins = [](const Check&) {};
  std::function<void(const Finding&)> tell = [](const Finding&) {};
};

struct RunResult {
  Tally tally;
  int not_run = 0;  ///< The checks that a stop or a refusal left out.
  std::optional<Refusal> refusal;
};

/// Runs `chosen` in order. If the handler accepts no valid event, the run ends after accepts-valid,
/// and reports the other checks as skipped. A check that passes because everything is refused is
/// skipped too, since it proves nothing. A check that `stop` interrupts (see ProbeOptions::stop) is
/// not reported, nor are those behind it.
RunResult run(const std::vector<const Check*>& chosen, Probe& probe, const Clock& clock,
              const std::stop_token& stop, const RunOptions& options);

}  // namespace streamctl::check
