// Watches calls and receives webhooks at once, and compares what comes.
#pragma once

#include "command.h"
#include "commands/compare/live_plan.h"
#include "context.h"
#include "core/result.h"

namespace streamctl::cli {

Result<ExitCode> compare_live(LivePlan plan, Context& context);

}  // namespace streamctl::cli
