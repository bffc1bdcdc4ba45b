// Looks through captures before anything of them is sent.
#pragma once

#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "core/result.h"

namespace streamctl::replay {

/// `ids` with each beginning of an id replaced by the one id in `files` that begins so. An id that
/// is complete, or in no file, is kept. Reads nothing where all are UUIDs or too short. Kind
/// refused: several begin so; the message lists them. Kind config: a file cannot be read.
Result<std::set<std::string>> complete_ids(const std::vector<std::string>& files,
                                           const std::vector<std::string>& ids,
                                           const std::stop_token& stop);

/// The webhook ids of deliveries that some target answered, or not, without ever accepting them, by
/// the lines of the kind `forwarded` in `files`. Kind config: a file cannot be read.
Result<std::set<std::string>> failed_forwards(const std::vector<std::string>& files,
                                              const std::stop_token& stop);

}  // namespace streamctl::replay
