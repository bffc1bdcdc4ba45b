#include "emulator/serve/queue_channel.h"

#include <string>
#include <utility>

namespace streamctl::emulator {
namespace {

constexpr std::size_t batches_in_flight_max = 4;

}  // namespace

void QueueChannel::Producer::poll(std::chrono::nanoseconds wait) {
  // The worker fills the producer first: where there is room, no more events wait for this batch.
  if (has_room()) flush();
  EventProducer::poll(wait);
}

QueueChannel::QueueChannel(std::unique_ptr<sqs::Client> client, const Clock& clock, Random random,
                           Done done)
    : worker_(
          hook_jobs_max, clock, std::move(client), sqs::ProducerOptions{batches_in_flight_max},
          [done = std::move(done)](const delivery::Outgoing&, delivery::Delivery&& report,
                                   const std::string&) { done(std::move(report)); },
          clock, random) {}

}  // namespace streamctl::emulator
