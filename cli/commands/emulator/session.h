// One run of `emulator`, from opening its port to its last webhook.
#pragma once

#include "command.h"
#include "commands/emulator/options.h"

namespace streamctl::cli {

Result<ExitCode> run_emulator(const EmulatorOptions& options, Context& context);

}  // namespace streamctl::cli
