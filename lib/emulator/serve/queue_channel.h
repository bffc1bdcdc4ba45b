// The events to one SQS queue, in batches, on a background thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <unordered_map>

#include "core/random.h"
#include "emulator/serve/channel.h"
#include "net/http_client/http_worker.h"
#include "sqs/producer.h"

namespace streamctl::emulator {

/// The message for an event: raw JSON, or with gzip from 256 bytes on the base64 of it. On a FIFO
/// queue its call is its group, and its webhook id tells duplicates.
sqs::Sendable queue_message(const delivery::Outgoing& outgoing, bool is_fifo);

/// As a delivery: each try an attempt, the webhook id that of SQS's message where it has one.
delivery::Delivery as_delivery(const delivery::Outgoing& outgoing, const sqs::Outbound& sent);

class QueueChannel final : public Channel {
 public:
  QueueChannel(std::unique_ptr<sqs::Client> client, const Clock& clock, Random random, Done done);

  bool send(delivery::Outgoing outgoing) override { return worker_.send(std::move(outgoing)); }
  void close(SteadyTime until) override { worker_.close(until); }

 private:
  /// Makes messages of events for a producer, and deliveries of what it reports.
  class EventProducer {
   public:
    EventProducer(std::unique_ptr<sqs::Client> client, const Clock& clock, Random random,
                  Done done);

    [[nodiscard]] bool has_room() const { return producer_.has_room(); }
    [[nodiscard]] std::size_t in_flight() const { return producer_.in_flight(); }
    void send(delivery::Outgoing&& outgoing);
    void poll(std::chrono::nanoseconds wait);
    void wake() { producer_.wake(); }
    void cut() { producer_.cut(); }

   private:
    bool is_fifo_;
    std::unordered_map<std::uint64_t, delivery::Outgoing> in_flight_;  ///< By the message's tag.
    std::uint64_t last_tag_ = 0;
    sqs::Producer producer_;
  };

  net::HttpWorker<delivery::Outgoing, EventProducer> worker_;
};

}  // namespace streamctl::emulator
