// The events to one SQS queue, in batches, on a background thread.
#pragma once

#include <chrono>
#include <memory>

#include "core/random.h"
#include "emulator/serve/channel.h"
#include "net/http_client/http_worker.h"
#include "sqs/event_producer.h"

namespace streamctl::emulator {

class QueueChannel final : public Channel {
 public:
  QueueChannel(std::unique_ptr<sqs::Client> client, const Clock& clock, Random random, Done done);

  bool send(delivery::Outgoing outgoing) override { return worker_.send(std::move(outgoing)); }
  void close(SteadyTime until) override { worker_.close(until); }

 private:
  /// Sends a batch as soon as no more events wait for it.
  class Producer : private sqs::EventProducer {
   public:
    using EventProducer::cut;
    using EventProducer::EventProducer;
    using EventProducer::has_room;
    using EventProducer::in_flight;
    using EventProducer::send;
    using EventProducer::wake;
    void poll(std::chrono::nanoseconds wait);
  };

  net::HttpWorker<delivery::Outgoing, Producer> worker_;
};

}  // namespace streamctl::emulator
