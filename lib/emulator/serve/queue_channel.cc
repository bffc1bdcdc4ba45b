#include "emulator/serve/queue_channel.h"

#include <utility>

#include "webhook/queue_body.h"

namespace streamctl::emulator {

namespace {

constexpr std::size_t batches_in_flight_max = 4;
constexpr const char* group_without_call = "events";

}  // namespace

sqs::Sendable queue_message(const delivery::Outgoing& outgoing, bool is_fifo) {
  const bool packed = outgoing.gzip && outgoing.body->size() >= delivery::gzip_bytes_least;
  sqs::Sendable message;
  message.body = webhook::encode_queue_body(
      *outgoing.body, packed ? webhook::QueueForm::base64_gzip : webhook::QueueForm::raw);
  if (!is_fifo) return message;
  message.group = outgoing.call_cid.empty() ? group_without_call : outgoing.call_cid;
  message.duplicate_id = outgoing.webhook_id;
  return message;
}

delivery::Delivery as_delivery(const delivery::Outgoing& outgoing, const sqs::Outbound& sent) {
  delivery::Delivery delivery;
  delivery.webhook_id = sent.message_id.empty() ? outgoing.webhook_id : sent.message_id;
  delivery.type = outgoing.type;
  delivery.call_cid = outgoing.call_cid;
  delivery.delivered = !sent.tries.empty() && sent.tries.back().done;
  for (const sqs::Try& one : sent.tries) {
    delivery::Attempt attempt;
    attempt.number = static_cast<int>(delivery.attempts.size()) + 1;
    attempt.at = one.at;
    attempt.offset = one.began - sent.tries.front().began;
    attempt.duration = one.duration;
    attempt.outcome = one.done          ? delivery::Outcome::ok
                      : one.status != 0 ? delivery::Outcome::status
                                        : delivery::Outcome::network;
    attempt.status = one.status;
    attempt.error = one.error;
    delivery.attempts.push_back(std::move(attempt));
  }
  return delivery;
}

QueueChannel::EventProducer::EventProducer(std::unique_ptr<sqs::Client> client, const Clock& clock,
                                           Random random, Done done)
    : is_fifo_(client->place().queue.is_fifo()),
      producer_(
          std::move(client), {is_fifo_ ? 1 : batches_in_flight_max},
          [this, done = std::move(done)](sqs::Outbound&& sent) {
            const auto place = in_flight_.find(sent.tag);
            done(as_delivery(place->second, sent));
            in_flight_.erase(place);
          },
          clock, random) {}

void QueueChannel::EventProducer::send(delivery::Outgoing&& outgoing) {
  auto message = queue_message(outgoing, is_fifo_);
  in_flight_.emplace(++last_tag_, std::move(outgoing));
  producer_.send(last_tag_, std::move(message));
}

void QueueChannel::EventProducer::poll(std::chrono::nanoseconds wait) {
  // The worker fills the producer first: where there is room, no more events wait for this batch.
  if (producer_.has_room()) producer_.flush();
  producer_.poll(wait);
}

QueueChannel::QueueChannel(std::unique_ptr<sqs::Client> client, const Clock& clock, Random random,
                           Done done)
    : worker_(hook_jobs_max, clock, std::move(client), clock, random, std::move(done)) {}

}  // namespace streamctl::emulator
