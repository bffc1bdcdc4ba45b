// Delivers events to one hook on a background thread.
#pragma once

#include <functional>

#include "core/clock.h"
#include "delivery/envelope.h"
#include "delivery/report.h"

namespace streamctl::emulator {

/// Events waiting for one hook; more are dropped and reported.
constexpr std::size_t hook_jobs_max = 10'000;

class Channel {
 public:
  /// On the channel's thread, after each delivery.
  using Done = std::function<void(delivery::Delivery&&)>;

  Channel() = default;
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;
  /// Waits for the deliveries under way, at most until the time given to close(). Those that are
  /// still in flight then fail; events that still wait are dropped without a report.
  virtual ~Channel() = default;

  /// Call it from the owner's thread. False if too many events wait.
  virtual bool send(delivery::Outgoing outgoing) = 0;
  /// Accepts no more events and starts to shut down; the destructor waits.
  virtual void close(SteadyTime until) = 0;
};

}  // namespace streamctl::emulator
