// Delivers events as Stream does: signed, with its header fields and retry policy, many at once.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>

#include "core/clock.h"
#include "delivery/envelope.h"
#include "delivery/policy.h"
#include "delivery/report.h"

namespace streamctl::delivery {

struct SenderOptions {
  Target target;
  Policy policy;
  std::size_t concurrency = 1;
  std::size_t response_bytes_max = 0;  ///< How much of each answer's body to keep.
};

/// Not thread-safe but for wake(). All work happens within poll(), send() and cut().
class Sender {
 public:
  struct Observer {
    /// After each attempt. May be null.
    std::function<void(const Outgoing&, const Attempt&)> attempted;
    /// After the last attempt. It may send() the next delivery.
    std::function<void(Delivery&&)> finished;
    /// Before `attempted`: the exchange as it was on the wire. May be null.
    std::function<void(const Envelope&, const net::HttpOutcome&)> exchanged = nullptr;
  };

  Sender(SenderOptions options, Observer observer, const Clock& clock);
  Sender(const Sender&) = delete;
  Sender& operator=(const Sender&) = delete;
  ~Sender();  ///< Abandons the deliveries in flight without a report.

  /// How many more deliveries may be started: `concurrency` less those in flight.
  [[nodiscard]] std::size_t room() const;
  [[nodiscard]] bool has_room() const { return room() > 0; }
  [[nodiscard]] std::size_t in_flight() const;
  /// Starts a delivery. Precondition: has_room().
  void send(Outgoing outgoing);
  /// Makes progress; waits at most `wait` for something to happen.
  void poll(std::chrono::nanoseconds wait);
  /// From any thread: ends a waiting poll().
  void wake();
  /// Fails every delivery in flight, and marks it Delivery::is_cut. An attempt in flight becomes a
  /// network error, "interrupted". Not to be called by an observer.
  void cut();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace streamctl::delivery
