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
#include "emulator/serve/channel.h"

namespace streamctl::emulator {

constexpr std::size_t hook_in_flight_max = 16;

class HookChannel final : public Channel {
 public:
  HookChannel(delivery::Target target, delivery::Policy policy, const Clock& clock, Done done);
  HookChannel(const HookChannel&) = delete;
  HookChannel& operator=(const HookChannel&) = delete;
  ~HookChannel() override;

  bool send(delivery::Outgoing outgoing) override;
  void close(SteadyTime until) override;

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
