// The events to one SQS queue: in batches, on a thread of its own.
#pragma once

#include <memory>
#include <thread>

#include "core/queue.h"
#include "core/random.h"
#include "emulator/serve/channel.h"
#include "sqs/event_producer.h"

namespace streamctl::emulator {

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
  BoundedQueue<delivery::Outgoing> queue_;
  BoundedQueue<SteadyTime> ends_{1};
  sqs::EventProducer producer_;
  std::jthread thread_;
};

}  // namespace streamctl::emulator
