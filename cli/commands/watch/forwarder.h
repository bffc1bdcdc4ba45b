// Delivers the events of `watch` on a background thread, so that a slow target delays nothing else.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>

#include "core/clock.h"
#include "core/queue.h"
#include "delivery/report.h"
#include "delivery/sender.h"
#include "net/http_client/http_worker.h"

namespace streamctl::cli {

/// Maximum deliveries in flight.
constexpr std::size_t watch_forwards_max = 16;
/// Maximum queued deliveries.
constexpr std::size_t watch_forwards_waiting_max = 1000;

class WatchForwarder {
 public:
  /// A finished delivery, or an exchange for --verbose.
  struct News {
    std::optional<delivery::Delivery> delivery;
    std::string exchange;
  };

  /// Calls `notify` on the forwarder's thread whenever next() has a result. `verbose`: also for
  /// exchanges.
  WatchForwarder(delivery::Target target, const delivery::Policy& policy, bool verbose,
                 const Clock& clock, std::function<void()> notify);
  WatchForwarder(const WatchForwarder&) = delete;
  WatchForwarder& operator=(const WatchForwarder&) = delete;
  /// Abandons deliveries queued or in flight.
  ~WatchForwarder();

  /// Never blocks. False if the queue is full.
  bool send(delivery::Outgoing&& outgoing) { return worker_.send(std::move(outgoing)); }
  /// Blocks for at most `wait`.
  std::optional<News> next(std::chrono::nanoseconds wait) { return news_.pop_for(wait); }

 private:
  delivery::Sender::Observer observer(const std::string& url, bool verbose);
  void report(News&& news);

  const std::function<void()> notify_;
  BoundedQueue<News> news_;
  net::HttpWorker<delivery::Outgoing, delivery::Sender> worker_;
};

}  // namespace streamctl::cli
