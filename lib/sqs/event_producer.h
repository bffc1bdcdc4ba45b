// Sends events to a queue, as Stream and the emulator's hooks do: unsigned, batched, with retries.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>

#include "core/clock.h"
#include "core/random.h"
#include "delivery/envelope.h"
#include "delivery/report.h"
#include "sqs/client.h"
#include "sqs/producer.h"

namespace streamctl::sqs {

/// Sends each event as its JSON, or as base64 of its gzip if it is to be compressed and has 256
/// bytes or more. On a FIFO queue the message group is the call's CID, and the deduplication id the
/// webhook id. Not thread-safe but for wake(). All work happens within its functions.
class EventProducer {
 public:
  /// An event is on the queue, or failed for good. `report` has one attempt for each try, and the
  /// message id that SQS assigned, if it did, as its webhook id. `hint` is the next step after a
  /// failure; it may be empty.
  using Finished = std::function<void(const delivery::Outgoing& event, delivery::Delivery&& report,
                                      const std::string& hint)>;

  /// On a FIFO queue one batch at a time is sent, whatever `options` allow: it keeps the order.
  EventProducer(std::unique_ptr<Client> client, ProducerOptions options, Finished finished,
                const Clock& clock, Random random);

  [[nodiscard]] bool has_room() const { return producer_.has_room(); }
  /// Events sent and not finished.
  [[nodiscard]] std::size_t in_flight() const { return in_flight_.size(); }
  /// Adds an event to the current batch, which goes out when it is full. Precondition: has_room().
  void send(delivery::Outgoing&& event);
  /// Sends the current batch without waiting for it to fill.
  void flush() { producer_.flush(); }
  /// Makes progress; waits at most `wait` for something to happen.
  void poll(std::chrono::nanoseconds wait) { producer_.poll(wait); }
  /// From any thread: ends a waiting poll().
  void wake() { producer_.wake(); }
  /// Finishes all events in flight as failed ("interrupted").
  void cut() { producer_.cut(); }

 private:
  void finish(const Outbound& sent);

  bool is_fifo_;
  Finished finished_;
  std::unordered_map<std::uint64_t, delivery::Outgoing> in_flight_;  ///< By Outbound::tag.
  std::uint64_t last_tag_ = 0;
  Producer producer_;
};

}  // namespace streamctl::sqs
