// Shows deliveries of the history.
#pragma once

#include <string>
#include <vector>

#include "core/clock.h"
#include "history/query.h"
#include "terminal.h"

namespace streamctl::cli {

/// One line each, in columns: time, short id, type, call, verdict with attempt and the answers of
/// targets. On a terminal the times of the day of `now` have no date; a narrow one has no calls.
std::string render_history(const std::vector<history::Found>& deliveries, WallTime now,
                           const Terminal& terminal);

/// All attempts of one delivery with their answers, then the header fields and the body of the last
/// one that is not lost.
std::string render_delivery(const std::vector<history::Found>& attempts, const Terminal& terminal);

/// The record as in a capture (unless it is lost), a line of the kind `answered`, and one of the
/// kind `forwarded` for each answer of a target.
std::string history_lines(const history::Found& delivery);

}  // namespace streamctl::cli
