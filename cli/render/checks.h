// Renders findings of `check` for people and for test harnesses.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

#include "check/run.h"
#include "terminal.h"

namespace streamctl::cli {

/// One line for a pass; the name alone for a finding that the refusal explains; otherwise also the
/// expectation, the reason and the change to make.
std::string render_finding(const check::Finding& finding, const Terminal& terminal);
/// The change to make: the answer's advice, or else the check's.
std::string_view advice_of(const check::Finding& finding);
/// The refusal that ended the run, if one did, and "18 passed, 1 warning, 1 failed (1.2s)".
std::string render_checks(const check::RunResult& result, bool is_stopped,
                          std::chrono::nanoseconds took, const Terminal& terminal);
/// "running accepts-gzip (6 of 20)", cut to the terminal's width.
std::string running_check(const check::Check& check, std::size_t number, std::size_t count,
                          const Terminal& terminal);
/// One line of the Test Anything Protocol; a warning is ok with a comment.
std::string tap_line(const check::Finding& finding, std::size_t number);

/// A check's name, with its expectation below.
std::string check_description(const check::Check& check, const Terminal& terminal);

}  // namespace streamctl::cli
