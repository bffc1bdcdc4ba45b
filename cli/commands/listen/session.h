// One run of `listen`.
#pragma once

#include "command.h"
#include "commands/listen/options.h"
#include "context.h"

namespace streamctl::cli {

/// Receives until the end condition or the stop signal; the exit code says whether all came that
/// was expected.
Result<ExitCode> run_listen(ListenPlan plan, Context& context);

}  // namespace streamctl::cli
