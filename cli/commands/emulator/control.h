// Acts on a running emulator, over its /_emulator/ paths.
#pragma once

#include "command.h"
#include "commands/emulator/options.h"

namespace streamctl::cli {

/// Any action but `run`.
Result<ExitCode> control_emulator(const EmulatorOptions& options, Context& context);

}  // namespace streamctl::cli
