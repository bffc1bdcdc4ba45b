// What a receiver makes of a queue's messages.
#include <algorithm>
#include <utility>

#include "listener/passed_on.h"
#include "listener/receiver.h"
#include "webhook/queue_body.h"

namespace streamctl::listener {

void Receiver::queued(Queued&& message, net::Exchange exchange) {
  const std::string times = std::to_string(message.received);
  Delivery delivery = decoded(std::move(message), std::move(exchange));
  if (delivery.seen.fault) return refuse(std::move(delivery));

  const capture::Record& record = delivery.seen.record;
  Attempt attempt = attempts_.note(record.webhook_id, &times, record.received_at);
  // A queue may give a message again that was deleted: at least once, it says.
  attempt.duplicate = attempt.duplicate || attempt.taken;
  place(delivery, attempt);
  keep(std::move(delivery));
}

Receiver::Delivery Receiver::decoded(Queued&& message, net::Exchange exchange) {
  Delivery delivery;
  delivery.exchange = std::move(exchange);
  Seen& seen = delivery.seen;
  seen.wire_bytes = message.body.size();
  auto event = webhook::decode_notification(message.body, options_.verify.body_bytes_max);
  capture::Record& record = seen.record;
  record.received_at = parts_.clock.now();
  record.transport = capture::Transport::sqs;
  record.webhook_id = std::move(message.id);
  record.attempt = message.received;
  record.remote = std::move(message.queue);
  if (event) {
    record.body = *std::move(event);
    auto peeked = peeker_.peek(record.body).value_or(webhook::Peeked{});
    record.type = std::move(peeked.type);
    record.call_cid = std::move(peeked.call_cid);
    seen.compressed = seen.wire_bytes < record.body.size();
    if (parts_.forward) delivery.wire = std::make_shared<const std::string>(record.body);
  } else {
    seen.fault = webhook::Fault::not_an_event;
    seen.note = std::move(event).error().what;
    record.body = std::move(message.body);
  }
  seen.body_bytes = record.body.size();
  return delivery;
}

/// Stream's own, or ours in their place.
net::Headers Receiver::forwarded_headers(const Delivery& delivery) {
  const capture::Record& record = delivery.seen.record;
  if (record.transport != capture::Transport::sqs) return passed_on(record.headers);
  delivery::Outgoing outgoing;
  outgoing.webhook_id = record.webhook_id;
  outgoing.body = delivery.wire;
  outgoing.signing = seals_ ? delivery::Signing::valid : delivery::Signing::missing;
  delivery::Envelope envelope = sealer_.seal(outgoing);
  sealer_.number(envelope, outgoing, record.attempt);
  return std::move(envelope.headers);
}

}  // namespace streamctl::listener
