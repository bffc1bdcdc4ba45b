#include "sqs/event_producer.h"

#include <utility>

#include "webhook/queue_body.h"

namespace streamctl::sqs {
namespace {

constexpr const char* group_without_call = "events";

ProducerOptions in_order(ProducerOptions options, bool is_fifo) {
  if (is_fifo) options.batches_max = 1;
  return options;
}

Sendable queue_message(const delivery::Outgoing& event, bool is_fifo) {
  const bool packed = event.gzip && event.body->size() >= delivery::gzip_bytes_least;
  Sendable message;
  message.body = webhook::encode_queue_body(
      *event.body, packed ? webhook::QueueForm::base64_gzip : webhook::QueueForm::raw);
  if (!is_fifo) return message;
  message.group = event.call_cid.empty() ? group_without_call : event.call_cid;
  message.duplicate_id = event.webhook_id;
  return message;
}

delivery::Delivery as_delivery(const delivery::Outgoing& event, const Outbound& sent) {
  delivery::Delivery delivery;
  delivery.webhook_id = sent.message_id.empty() ? event.webhook_id : sent.message_id;
  delivery.type = event.type;
  delivery.call_cid = event.call_cid;
  delivery.delivered = !sent.tries.empty() && sent.tries.back().done;
  for (const Try& one : sent.tries) {
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

}  // namespace

EventProducer::EventProducer(std::unique_ptr<Client> client, ProducerOptions options,
                             Finished finished, const Clock& clock, Random random)
    : is_fifo_(client->place().queue.is_fifo()),
      finished_(std::move(finished)),
      producer_(
          std::move(client), in_order(options, is_fifo_), [this](Outbound&& sent) { finish(sent); },
          clock, random) {}

void EventProducer::send(delivery::Outgoing&& event) {
  Sendable message = queue_message(event, is_fifo_);
  in_flight_.emplace(++last_tag_, std::move(event));
  producer_.send(last_tag_, std::move(message));
}

void EventProducer::finish(const Outbound& sent) {
  const auto event = in_flight_.extract(sent.tag).mapped();
  finished_(event, as_delivery(event, sent), sent.tries.back().hint);
}

}  // namespace streamctl::sqs
