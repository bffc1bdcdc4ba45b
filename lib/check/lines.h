// Findings as the JSON of `check --output json`.
#pragma once

#include <chrono>

#include "check/run.h"
#include "core/json.h"

namespace streamctl::check {

/// {"kind":"check",…}; `advice` is there only if the verdict has some.
Json to_json(const Finding& finding);

/// {"kind":"summary",…}; `not_run` only of a run that was stopped, `diagnosis` only of one that a
/// refusal ended.
Json to_json(const RunResult& result, bool is_stopped, std::chrono::nanoseconds took);

}  // namespace streamctl::check
