// Delivers all events of a source: paced, many at once, stoppable.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>

#include "core/clock.h"
#include "delivery/sender.h"

namespace streamctl::delivery {

/// An event, and when it is due.
struct Planned {
  Outgoing outgoing;
  nanoseconds at{0};  ///< Since the start of the run.
};

/// When the event that is number `index` of a run, from 0, is due: at its own time, and not before
/// `rate` events a second allow it. Since the start of the run.
nanoseconds turn_of(const Planned& planned, std::uint64_t index, std::optional<double> rate);

/// Returns the events in order, and nothing at the end. Never called by two threads at once.
using Source = std::function<std::optional<Planned>()>;

struct RunOptions {
  SenderOptions sender;
  std::optional<double> rate;  ///< The most deliveries started a second; above 0.
  bool awaits_source = false;  ///< The source may wait for input; a stop ends the wait.
  /// After a stop, how long deliveries in flight may take to finish.
  nanoseconds grace = std::chrono::seconds{1};
};

struct RunResult {
  bool stopped = false;  ///< `stop` came before all events were delivered.
  nanoseconds took{};
};

/// From this concurrency on, a second thread sends too. Measured on 2 cores against nginx: 62,000
/// deliveries a second by one thread, 86,000 by two.
constexpr std::size_t second_thread_concurrency = 32;

/// Returns when all deliveries have ended. Calls to `observer` come from several threads, but never
/// overlap. They may overlap a call to `source`.
RunResult deliver_all(const RunOptions& options, const Source& source,
                      const Sender::Observer& observer, const Clock& clock, std::stop_token stop);

}  // namespace streamctl::delivery
