// `replay --edit`: the user edits the events before they are sent.
#pragma once

#include <optional>

#include "command.h"
#include "commands/replay/scratch_file.h"
#include "context.h"
#include "core/result.h"
#include "replay/source.h"

namespace streamctl::cli {

/// Opens the events to send in the user's editor, and replaces them by the edited ones. Returns an
/// exit code if nothing is to be sent: the events were not changed, none was left, or a signal
/// came. Kind usage or config: too many events, no editor, or no JSON.
///
/// What the user wrote is never lost: if it is not to be sent, its file is kept and named; else
/// `file` holds it, to be kept until everything was delivered.
Result<std::optional<ExitCode>> edit(replay::Source& source, std::optional<ScratchFile>& file,
                                     Context& context);

/// Keeps the file, and tells where it is and how to send it.
void keep_edited(ScratchFile& file, Context& context);

}  // namespace streamctl::cli
