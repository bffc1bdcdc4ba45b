// `streamctl api --list`: the operations of Stream's API.
#pragma once

#include <string>

#include "context.h"
#include "core/result.h"

namespace streamctl::cli {

/// Prints those that contain `word` in any column; all if it is empty. Kind usage: none does.
Result<void> list_operations(const std::string& word, Context& context);

}  // namespace streamctl::cli
