// One run of `listen`.
#pragma once

#include "command.h"
#include "commands/listen/options.h"
#include "context.h"

namespace streamctl::cli {

/// Receives until an end condition or the stop signal. The exit code is 0 if all expected events
/// were received.
Result<ExitCode> run_listen(ListenPlan plan, Context& context);

}  // namespace streamctl::cli
