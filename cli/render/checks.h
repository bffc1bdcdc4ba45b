// Findings of `check` as people and as test harnesses read them.
#pragma once

#include <string>
#include <string_view>

#include "check/run.h"
#include "terminal.h"

namespace streamctl::cli {

/// One line for a pass; for the rest also what was expected, why it matters and what to change.
std::string render_finding(const check::Finding& finding, const Terminal& terminal);
/// What to change: what the answer tells, or else the check's own advice.
std::string_view advice_of(const check::Finding& finding);
/// "18 passed, 1 warning, 1 failed".
std::string render_checks(const check::Tally& tally, const Terminal& terminal);
/// One line of the Test Anything Protocol; a warning is ok with a comment.
std::string tap_line(const check::Finding& finding, int number);

/// A check's name, and below it what it expects.
std::string check_description(const check::Check& check, const Terminal& terminal);

}  // namespace streamctl::cli
