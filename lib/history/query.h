// Finds and reads deliveries of the history.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/result.h"
#include "history/entry.h"
#include "history/store.h"

namespace streamctl::history {

/// Which deliveries to find. Without any condition: all.
struct Query {
  std::optional<WallTime> since;
  std::optional<WallTime> until;
  std::optional<std::string> webhook_id;  ///< The whole one.
  bool failed = false;                    ///< Not answered with success, by us or by a target.
  bool failed_forward = false;  ///< Not accepted by some target in any attempt; the last attempt.
  std::string search;           ///< All these words, or words that begin so; empty: any.
};

/// A delivery, with the line of its record as in a capture.
struct Found {
  Entry entry;
  std::string line;  ///< With its newline; empty where it is lost.
  std::string lost;  ///< Why: "capture.jsonl has been moved or changed". Else empty.
};

/// The numbers of the deliveries, in the order in which they were received. Kind config; usage
/// where `search` has no word.
Result<std::vector<std::int64_t>> find(Store& store, const Query& query);

/// Reads one; nothing if it has made room for others since. Kind config.
Result<std::optional<Found>> read(Store& store, std::int64_t number);

/// The webhook id that `text` names: a whole one, or the beginning of a single one. Kind refused:
/// none has it, or several do; the message lists them.
Result<std::string> resolve_id(Store& store, const std::string& text);

/// Different webhook ids, those received last first, at most `count_max`. Kind config.
Result<std::vector<std::string>> latest_ids(Store& store, std::size_t count_max);

}  // namespace streamctl::history
