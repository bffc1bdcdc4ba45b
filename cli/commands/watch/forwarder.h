// Delivers the events of `watch` on a background thread for each target, so that a slow one delays
// nothing else.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/queue.h"
#include "delivery/report.h"
#include "delivery/sender.h"
#include "listener/routes.h"
#include "net/http_client/http_worker.h"

namespace streamctl::cli {

/// Maximum deliveries in flight to a target.
constexpr std::size_t watch_forwards_max = 16;
/// Maximum queued deliveries to a target.
constexpr std::size_t watch_forwards_waiting_max = 1000;

class WatchForwarder {
 public:
  /// A finished delivery, or an exchange for --verbose.
  struct News {
    std::size_t route = 0;
    std::optional<delivery::Delivery> delivery;
    std::string exchange;
  };

  /// Calls `notify` on a thread of the forwarder whenever next() has a result. `verbose`: also for
  /// exchanges.
  WatchForwarder(const std::vector<listener::Route>& routes, const delivery::Policy& policy,
                 bool verbose, const Clock& clock, std::function<void()> notify);
  WatchForwarder(const WatchForwarder&) = delete;
  WatchForwarder& operator=(const WatchForwarder&) = delete;
  /// Abandons deliveries queued or in flight.
  ~WatchForwarder();

  /// Never blocks. False if the target's queue is full.
  bool send(std::size_t route, delivery::Outgoing&& outgoing) {
    return workers_[route]->send(std::move(outgoing));
  }
  /// Blocks for at most `wait`.
  std::optional<News> next(std::chrono::nanoseconds wait) { return news_.pop_for(wait); }

 private:
  using Worker = net::HttpWorker<delivery::Outgoing, delivery::Sender>;

  delivery::Sender::Observer observer(std::size_t route, const std::string& url, bool verbose);
  void report(News&& news);

  const std::function<void()> notify_;
  BoundedQueue<News> news_;
  std::vector<std::unique_ptr<Worker>> workers_;  ///< One for each route.
};

}  // namespace streamctl::cli
