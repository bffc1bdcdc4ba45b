// Delivers one event after the other from a source until it has no more: paced, many at once,
// stoppable.
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

/// An event and when its turn comes.
struct Planned {
  Outgoing outgoing;
  nanoseconds at{0};  ///< Not before this long after the start.
};

/// When the event that is number `index` of a run, from 0, is due: at its own time, and not before
/// `rate` events a second allow it. Since the start of the run.
nanoseconds turn_of(const Planned& planned, std::uint64_t index, std::optional<double> rate);

/// Returns the events in order, and nothing at the end. Never called by two threads at once.
using Source = std::function<std::optional<Planned>()>;

struct RunOptions {
  SenderOptions sender;
  std::optional<double> rate;  ///< Deliveries started a second, at most; above 0.
  bool awaits_source = false;  ///< The source waits for input, and a stop ends that.
  /// After a stop: how long what is in flight may take to end by itself.
  nanoseconds grace = std::chrono::seconds{1};
};

struct RunResult {
  bool stopped = false;  ///< `stop` came before the source had ended and all was delivered.
  nanoseconds took{};
};

/// From this concurrency on a second thread sends too. Measured on 2 cores against nginx: 62,000
/// deliveries a second by one thread, 86,000 by two.
constexpr std::size_t second_thread_concurrency = 32;

/// Returns when all deliveries have ended. `observer` is called by one thread at a time, though not
/// always by the same.
RunResult deliver_all(const RunOptions& options, const Source& source,
                      const Sender::Observer& observer, const Clock& clock, std::stop_token stop);

}  // namespace streamctl::delivery
