// Opens the history for commands that look things up in it.
#pragma once

#include "context.h"
#include "core/result.h"
#include "history/store.h"

namespace streamctl::cli {

/// Takes over an older history first, if there is one, and says so. Kind config: there is no
/// history, or it cannot be read.
Result<history::Store> open_history(Context& context);

}  // namespace streamctl::cli
