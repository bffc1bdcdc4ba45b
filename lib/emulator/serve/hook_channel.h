// The webhooks to one URL, on a background thread: those of one call in order, many calls at once.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <set>
#include <string>

#include "core/clock.h"
#include "delivery/sender.h"
#include "emulator/serve/channel.h"
#include "net/http_client/http_worker.h"

namespace streamctl::emulator {

constexpr std::size_t hook_in_flight_max = 16;

class HookChannel final : public Channel {
 public:
  HookChannel(delivery::Target target, delivery::Policy policy, const Clock& clock, Done done);

  bool send(delivery::Outgoing outgoing) override { return worker_.send(std::move(outgoing)); }
  void close(SteadyTime until) override { worker_.close(until); }

 private:
  /// A sender that starts the next delivery of a call when the one before it has ended.
  class OrderedSender {
   public:
    OrderedSender(delivery::Target target, delivery::Policy policy, const Clock& clock, Done done);

    [[nodiscard]] bool has_room() const { return waiting_.size() < hook_jobs_max; }
    [[nodiscard]] std::size_t in_flight() const { return waiting_.size() + sender_.in_flight(); }
    void send(delivery::Outgoing&& outgoing) { waiting_.push_back(std::move(outgoing)); }
    void poll(std::chrono::nanoseconds wait);
    void wake() { sender_.wake(); }
    void cut();

   private:
    bool start_next();

    std::deque<delivery::Outgoing> waiting_;
    std::set<std::string> busy_;  ///< Calls with a delivery in flight.
    delivery::Sender sender_;
  };

  net::HttpWorker<delivery::Outgoing, OrderedSender> worker_;
};

}  // namespace streamctl::emulator
