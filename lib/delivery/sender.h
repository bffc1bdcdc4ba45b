// Delivers events as Stream does: signed, with its headers, under its retry policy, many at once.
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
  std::size_t response_bytes_max = 0;  ///< > 0: keep this much of each answer's body.
};

/// Runs on the caller's thread; nothing happens outside poll(), send() and cut().
class Sender {
 public:
  struct Observer {
    /// After each attempt. May be null.
    std::function<void(const Outgoing&, const Attempt&)> attempted;
    /// After the last; may send() the next.
    std::function<void(Delivery&&)> finished;
    /// Before `attempted`: the exchange as it was on the wire, for --verbose. May be null.
    std::function<void(const Envelope&, const net::HttpOutcome&)> exchanged = nullptr;
  };

  Sender(SenderOptions options, Observer observer, const Clock& clock);
  Sender(const Sender&) = delete;
  Sender& operator=(const Sender&) = delete;
  ~Sender();  ///< Abandons what is in flight, unreported.

  /// How many more deliveries may begin: `concurrency` less those in flight.
  [[nodiscard]] std::size_t room() const;
  [[nodiscard]] bool has_room() const { return room() > 0; }
  [[nodiscard]] std::size_t in_flight() const;
  /// Starts a delivery. Precondition: has_room().
  void send(Outgoing outgoing);
  /// Moves everything along, waiting at most `wait`.
  void poll(std::chrono::nanoseconds wait);
  /// From any thread: ends a waiting poll().
  void wake();
  /// Ends every delivery in flight now, as failed; an attempt under way as a network error,
  /// "interrupted"; Delivery::is_cut tells them apart. Not from within an observer.
  void cut();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace streamctl::delivery
