// Delivers the events of `watch` on a background thread: a slow target delays nothing else.
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

/// Deliveries in flight at one time.
constexpr std::size_t watch_forwards_max = 16;
/// Deliveries that may wait for their turn.
constexpr std::size_t watch_forwards_waiting_max = 1000;

class WatchForwarder {
 public:
  /// A finished delivery, or an exchange as --verbose shows it.
  struct News {
    std::optional<delivery::Delivery> delivery;
    std::string exchange;
  };

  /// `notify` is called on the forwarder's thread whenever next() has something. `verbose`: also
  /// for exchanges.
  WatchForwarder(delivery::Target target, const delivery::Policy& policy, bool verbose,
                 const Clock& clock, std::function<void()> notify);
  WatchForwarder(const WatchForwarder&) = delete;
  WatchForwarder& operator=(const WatchForwarder&) = delete;
  /// Abandons what waits or is in flight.
  ~WatchForwarder();

  /// Never waits. False when too many wait already.
  bool send(delivery::Outgoing&& outgoing) { return worker_.send(std::move(outgoing)); }
  /// Waits at most `wait`.
  std::optional<News> next(std::chrono::nanoseconds wait) { return news_.pop_for(wait); }

 private:
  delivery::Sender::Observer observer(const std::string& url, bool verbose);
  void report(News&& news);

  const std::function<void()> notify_;
  BoundedQueue<News> news_;
  net::HttpWorker<delivery::Outgoing, delivery::Sender> worker_;
};

}  // namespace streamctl::cli
