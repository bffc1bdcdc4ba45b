// Reads several captures at once, in the order in which the events were made.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "capture/next.h"
#include "capture/record.h"
#include "capture/source.h"
#include "compare/event_facts.h"
#include "core/clock.h"
#include "core/result.h"

namespace streamctl::compare {

/// An event of a capture.
struct Captured {
  capture::Record record;
  EventFacts facts;
  std::size_t file = 0;  ///< The index of its file.
};

/// Holds one event of each file. The next is the one with the earliest `created_at`, so that both
/// sides advance together, whatever the clocks of the machines that wrote the captures; an event
/// without one, or with one of a day after it was received, counts as early as the event before it.
class MergedSource {
 public:
  /// A time for which a watcher had no connection.
  using OnGap = std::function<void(WallTime from, WallTime to)>;

  /// "-" is standard input. Kind config. Calls `on_gap` with the gaps that `watch --output json`
  /// has printed among its events.
  static Result<MergedSource> open(const std::vector<std::string>& paths, const OnGap& on_gap,
                                   std::stop_token stop);

  capture::Next<Captured> next();

 private:
  struct Input {
    std::string name;
    capture::EventSource source;
    std::optional<Captured> ahead;
    std::optional<WallTime> time;  ///< Of the latest event that has one.
    bool has_ended = false;
  };
  std::optional<capture::Next<Captured>> fill(std::size_t index);

  std::vector<Input> inputs_;
  std::unique_ptr<EventFactsReader> facts_ = std::make_unique<EventFactsReader>();
};

}  // namespace streamctl::compare
