// Renders each delivery for listen and watch.
#pragma once

#include <string>

#include "listener/seen.h"
#include "listener/tally.h"
#include "terminal.h"

namespace streamctl::cli {

struct EventView {
  bool compact = false;        ///< One line per event.
  bool full = false;           ///< Snapshots are not folded.
  std::size_t lines_max = 40;  ///< For a body; 0: all.
  bool names_targets = false;  ///< Several targets get events: name each beside its answer.
};

/// Whole lines. A delivery is a heading, then the body with its snapshots folded to a line each; a
/// retry names its first attempt and does not repeat the body. A refusal is one red line with the
/// failed check and where to look.
std::string render_seen(const listener::Seen& seen, const EventView& view,
                        const Terminal& terminal);

/// "… 1,234 deliveries not shown: the terminal is too slow".
std::string render_skipped(std::uint64_t skipped, const Terminal& terminal);

/// The final summary of a listen: deliveries, their results, the most frequent types.
std::string render_tally(const listener::Tally& tally, std::chrono::nanoseconds took,
                         const Terminal& terminal);

}  // namespace streamctl::cli
