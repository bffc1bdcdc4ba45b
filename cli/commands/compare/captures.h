// Compares captures.
#pragma once

#include "command.h"
#include "commands/compare/options.h"
#include "context.h"
#include "core/result.h"

namespace streamctl::cli {

/// Kind usage or config: captures that cannot be read, or that all have events of one side.
Result<ExitCode> compare_captures(const CompareOptions& options, Context& context);

}  // namespace streamctl::cli
