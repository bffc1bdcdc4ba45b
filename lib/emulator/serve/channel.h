// A way that events take to one hook: delivered, told, and waited for at the end.
#pragma once

#include <functional>

#include "core/clock.h"
#include "delivery/envelope.h"
#include "delivery/report.h"

namespace streamctl::emulator {

/// What may wait for one hook; more is dropped, and told.
constexpr std::size_t hook_jobs_max = 10'000;

class Channel {
 public:
  /// On the channel's thread, after each delivery.
  using Done = std::function<void(delivery::Delivery&&)>;

  Channel() = default;
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;
  /// Waits until what was sent has been delivered, or until close() said; the rest fails.
  virtual ~Channel() = default;

  /// From the owner's thread; false when too much waits.
  virtual bool send(delivery::Outgoing outgoing) = 0;
  /// Takes no more, and begins to end; the destructor waits.
  virtual void close(SteadyTime until) = 0;
};

}  // namespace streamctl::emulator
