// The events to one SQS queue: in batches, on a thread of its own.
#pragma once

#include <cstdint>
#include <memory>
#include <thread>
#include <unordered_map>

#include "core/queue.h"
#include "core/random.h"
#include "emulator/serve/channel.h"
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
  QueueChannel(const QueueChannel&) = delete;
  QueueChannel& operator=(const QueueChannel&) = delete;
  ~QueueChannel() override;

  bool send(delivery::Outgoing outgoing) override;
  void close(SteadyTime until) override;

 private:
  void run();

  const Clock& clock_;
  Done done_;
  bool is_fifo_;
  BoundedQueue<delivery::Outgoing> queue_;
  BoundedQueue<SteadyTime> ends_{1};
  std::unordered_map<std::uint64_t, delivery::Outgoing> under_way_;
  std::uint64_t sent_ = 0;
  sqs::Producer producer_;
  std::jthread thread_;
};

}  // namespace streamctl::emulator
