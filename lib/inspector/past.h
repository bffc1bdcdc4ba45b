// Deliveries that are no longer kept in memory, from the history.
#pragma once

#include <string>
#include <vector>

#include "core/result.h"
#include "inspector/item.h"

namespace streamctl::inspector {

/// The attempts of the delivery whose webhook id `text` is, or begins with, oldest first, each with
/// the number 0. Kind refused: there is none, or several ids begin so. Kind config: the history
/// cannot be read.
Result<std::vector<Item>> past_attempts(const std::string& state_directory, const std::string& text,
                                        const Describe& describe);

}  // namespace streamctl::inspector
