// Deliveries that are no longer kept in memory, from the history or a capture.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/result.h"
#include "inspector/item.h"
#include "inspector/search.h"

namespace streamctl::inspector {

/// How long a capture is read, and the most attempts that are taken from it.
constexpr std::chrono::seconds capture_time_max{5};
constexpr std::size_t captured_attempts_max = 100;

/// As precise as the history, captures and rows are.
WallTime to_micros(WallTime time);

/// The attempts of the delivery whose webhook id `text` is, or begins with, oldest first, each with
/// the number 0; or the one that was received at the time `text`, to the microsecond. Kind refused:
/// no delivery or more than one matches. Kind config: the history cannot be read.
Result<std::vector<Item>> past_attempts(const std::string& state_directory, const std::string& text,
                                        const Describe& describe);

/// The same from the capture `file`, which is read from its beginning; a device or pipe is not.
/// What we answered is not in it. Kind refused also where reading takes too long.
Result<std::vector<Item>> captured_attempts(const std::string& file, const std::string& text,
                                            const Describe& describe, const Clock& clock,
                                            const std::stop_token& stop);

/// When deliveries were received that memory has no more: in [since, until).
struct Period {
  WallTime since;
  WallTime until;
};

struct PastList {
  std::vector<Item> items;       ///< The latest first, each with the number 0.
  std::optional<WallTime> next;  ///< To go on, as `until`; nothing: there are no more.
};

/// Those that match, the latest, from the history. Takes search_time_max at most. Kind config.
Result<PastList> list_history(const std::string& state_directory, const Period& period,
                              Matcher& matcher, const Describe& describe, const Clock& clock,
                              const std::stop_token& stop);

/// From a capture; see captured_attempts().
Result<PastList> list_capture(const std::string& file, const Period& period, Matcher& matcher,
                              const Describe& describe, const Clock& clock,
                              const std::stop_token& stop);

}  // namespace streamctl::inspector
