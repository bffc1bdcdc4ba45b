// Delivers what `watch` saw, on a thread of its own: a slow target holds up nothing else.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <thread>

#include "core/clock.h"
#include "core/queue.h"
#include "delivery/report.h"
#include "delivery/sender.h"

namespace streamctl::cli {

/// Deliveries under way at once.
constexpr std::size_t watch_forwards_max = 16;
/// Deliveries that may wait for their turn.
constexpr std::size_t watch_forwards_waiting_max = 1000;

class WatchForwarder {
 public:
  /// What comes back: a delivery that is over, or an exchange as --verbose shows it.
  struct News {
    std::optional<delivery::Delivery> delivery;
    std::string exchange;
  };

  /// `told` runs on the forwarder's thread whenever there is news. `verbose`: exchanges too.
  WatchForwarder(delivery::Target target, const delivery::Policy& policy, bool verbose,
                 const Clock& clock, std::function<void()> told);
  WatchForwarder(const WatchForwarder&) = delete;
  WatchForwarder& operator=(const WatchForwarder&) = delete;
  /// Abandons what is under way.
  ~WatchForwarder();

  /// False: too many wait already.
  bool send(delivery::Outgoing&& outgoing);
  /// The next, waiting at most `wait`.
  std::optional<News> next(std::chrono::nanoseconds wait) { return news_.pop_for(wait); }

 private:
  void run(const std::stop_token& stop);

  const std::string url_;
  const std::function<void()> told_;
  BoundedQueue<delivery::Outgoing> waiting_;
  BoundedQueue<News> news_;
  delivery::Sender sender_;
  std::jthread thread_;
};

}  // namespace streamctl::cli
