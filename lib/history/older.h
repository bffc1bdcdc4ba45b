// Takes over the history of streamctl 1.0 and before: two files of JSON Lines.
#pragma once

#include <optional>
#include <string>

#include "core/result.h"
#include "history/store.h"

namespace streamctl::history {

/// Whether there is one.
bool has_older_history(const std::string& directory);

/// Copies the deliveries of an older history to `store`, and renames its files, so that they are
/// taken over once and nothing is lost. Returns what to tell the user; nothing where there is none,
/// or where another process is taking it over. Kind internal.
Result<std::optional<std::string>> take_over_older(Store& store);

}  // namespace streamctl::history
