// The webhooks to one URL: delivered in order of each call, many calls at once, on a thread of its
// own.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <thread>

#include "core/clock.h"
#include "core/queue.h"
#include "delivery/sender.h"

namespace streamctl::emulator {

/// What may wait for one URL; more is dropped, and told.
constexpr std::size_t hook_jobs_max = 10'000;
constexpr std::size_t hook_in_flight_max = 16;

class HookChannel {
 public:
  /// On the channel's thread, after each delivery.
  using Done = std::function<void(delivery::Delivery&&)>;

  HookChannel(delivery::Target target, delivery::Policy policy, const Clock& clock, Done done);
  HookChannel(const HookChannel&) = delete;
  HookChannel& operator=(const HookChannel&) = delete;
  /// Waits until what was sent has been delivered, or until `until`; the rest fails.
  ~HookChannel();

  /// From the owner's thread; false when too much waits.
  bool send(delivery::Outgoing outgoing);
  /// Takes no more, and begins to end; the destructor waits.
  void close(SteadyTime until);

 private:
  void run();
  bool start_next();

  const Clock& clock_;
  Done done_;
  BoundedQueue<delivery::Outgoing> queue_;
  BoundedQueue<SteadyTime> ends_{1};
  std::deque<delivery::Outgoing> waiting_;
  std::set<std::string> busy_;  ///< Calls with a delivery under way.
  delivery::Sender sender_;
  std::jthread thread_;
};

}  // namespace streamctl::emulator
