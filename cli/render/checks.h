// Renders findings of `check` for people and for test harnesses.
#pragma once

#include <string>
#include <string_view>

#include "check/run.h"
#include "terminal.h"

namespace streamctl::cli {

/// One line for a pass; otherwise also the expectation, the reason and the change to make.
std::string render_finding(const check::Finding& finding, const Terminal& terminal);
/// The change to make: the answer's advice, or else the check's.
std::string_view advice_of(const check::Finding& finding);
/// "18 passed, 1 warning, 1 failed".
std::string render_checks(const check::Tally& tally, const Terminal& terminal);
/// One line of the Test Anything Protocol; a warning is ok with a comment.
std::string tap_line(const check::Finding& finding, int number);

/// A check's name, with its expectation below.
std::string check_description(const check::Check& check, const Terminal& terminal);

}  // namespace streamctl::cli
