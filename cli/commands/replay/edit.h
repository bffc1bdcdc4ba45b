// `replay --edit`: the user edits the events before they are sent.
#pragma once

#include <optional>

#include "command.h"
#include "context.h"
#include "core/result.h"
#include "replay/source.h"

namespace streamctl::cli {

/// Opens the events to send in the user's editor, and replaces them by the edited ones. Returns an
/// exit code if nothing is to be sent: the events were not changed, none was left, or a signal
/// came. Kind usage or config: too many events, no editor, or no JSON; the text is then kept.
Result<std::optional<ExitCode>> edit(replay::Source& source, Context& context);

}  // namespace streamctl::cli
