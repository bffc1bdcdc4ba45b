// Runs the user's editor.
#pragma once

#include <string>

#include "command.h"
#include "context.h"
#include "core/result.h"

namespace streamctl::cli {

/// Opens the file in $VISUAL, else $EDITOR, else vi, and waits for it. These may hold arguments, as
/// for git: "code --wait". The editor gets the terminal even if our own streams are pipes. Returns
/// 0, or 128 + N after a stop signal, which ends the editor too. Kind usage: the editor cannot be
/// run; refused: it failed.
Result<ExitCode> open_editor(const std::string& path, Context& context);

}  // namespace streamctl::cli
