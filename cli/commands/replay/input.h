// The events that `replay` reads: those of files, or of the history.
#pragma once

#include "commands/replay/options.h"
#include "context.h"
#include "core/result.h"
#include "replay/source.h"

namespace streamctl::cli {

/// Sets the inputs of `plan`, and what is wanted from them by id, time and failed forwards. Kind
/// usage: nothing says what to replay. Kind config: there is no history. Kind refused: the history
/// does not have a wanted id, or several that begin like it.
Result<void> plan_input(const ReplayOptions& options, Context& context, replay::Plan& plan);

}  // namespace streamctl::cli
