// The exit code of `compare`.
#pragma once

#include "command.h"
#include "compare/comparison.h"
#include "context.h"

namespace streamctl::cli {

/// 1 if an event is missing, or none was compared, which a warning says. `strict`: also if a field
/// or the order differs.
ExitCode exit_code_of(const compare::Summary& summary, bool strict, Context& context);

}  // namespace streamctl::cli
