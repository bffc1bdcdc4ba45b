// What a receiver makes of events that came without Stream's seal: a queue's, and those that
// another service posted.
#include <utility>

#include "core/text.h"
#include "listener/passed_on.h"
#include "listener/receiver.h"
#include "webhook/catalogue.h"
#include "webhook/likeness.h"
#include "webhook/queue_body.h"

namespace streamctl::listener {
namespace {

/// Empty where it looks like an event.
std::string looks_like(std::string_view body) {
  const auto likeness = webhook::likeness_of(body);
  return likeness.empty() ? "" : "it looks like " + std::string(likeness);
}

}  // namespace

void Receiver::queued(Queued&& message, net::Exchange exchange) {
  Delivery delivery;
  delivery.exchange = std::move(exchange);
  capture::Record& record = delivery.seen.record;
  record.transport = capture::Transport::sqs;
  record.webhook_id = std::move(message.id);
  record.attempt = message.received;
  record.remote = std::move(message.queue);
  const std::string times = std::to_string(message.received);
  delivery.seen.wire_bytes = message.body.size();
  auto event = webhook::decode_notification(message.body, options_.verify.body_bytes_max, peeker_);
  take_unsealed(std::move(delivery), std::move(message.body), std::move(event), &times);
}

void Receiver::posted(Posted&& post, net::Exchange exchange) {
  Delivery delivery;
  delivery.exchange = std::move(exchange);
  Seen& seen = delivery.seen;
  seen.method = std::move(post.request.method);
  seen.target = std::move(post.request.target);
  seen.fault = post.fault;
  seen.note = std::move(post.note);
  capture::Record& record = seen.record;
  record.verified = post.verified;
  record.webhook_id = std::move(post.id);
  record.remote = std::move(post.request.remote);
  record.headers = std::move(post.request.headers);
  std::string& body = seen.fault ? post.request.body : post.body;
  seen.wire_bytes = body.size();
  if (seen.fault) return take_unsealed(std::move(delivery), std::move(body), Error{});
  auto event = webhook::decode_queue_body(body, options_.verify.body_bytes_max, peeker_);
  take_unsealed(std::move(delivery), std::move(body), std::move(event));
}

void Receiver::take_unsealed(Delivery&& delivery, std::string&& body,
                             Result<webhook::QueueEvent>&& event, const std::string* attempt) {
  Seen& seen = delivery.seen;
  capture::Record& record = seen.record;
  delivery.is_sealed = false;
  record.received_at = parts_.clock.now();
  const bool is_queued = record.transport == capture::Transport::sqs;
  if (!event && !seen.fault) {
    seen.fault = webhook::Fault::not_an_event;
    seen.note = event.error().what;
    // Where it was packed as Stream packs, what is wrong with that says more.
    const bool is_unlike = is_queued && seen.note.starts_with("invalid ");
    if (const std::string likeness = is_unlike ? looks_like(body) : ""; !likeness.empty())
      seen.note = likeness;
  }
  record.body = std::move(event ? event->body : body);
  seen.body_bytes = record.body.size();
  // What is taken off a queue is gone, so a type that nobody knows is looked at closer.
  const bool is_doubtful = event && is_queued && !webhook::find_event_type(event->peeked.type);
  if (event && (event->peeked.type.empty() || is_doubtful)) {
    seen.note = looks_like(record.body);
    if (event->peeked.type.empty() || !seen.note.empty())
      seen.fault = webhook::Fault::foreign_message;
  }
  if (seen.fault) {
    if (is_queued) tell_refused(seen);
    return refuse(std::move(delivery));
  }
  record.type = std::move(event->peeked.type);
  record.call_cid = std::move(event->peeked.call_cid);
  seen.compressed = seen.wire_bytes < record.body.size();
  if (parts_.forward) delivery.wire = std::make_shared<const std::string>(record.body);
  Attempt one = attempts_.note(record.webhook_id, attempt, record.received_at);
  // It may be given again though it was taken: at least once, both services say.
  one.duplicate = one.duplicate || one.taken;
  place(delivery, one);
  select(std::move(delivery));
}

void Receiver::tell_refused(const Seen& seen) {
  // Notes are words of ours, so they are few.
  if (!parts_.trouble || !told_refused_.insert(seen.note).second) return;
  parts_.trouble("message " + printable(seen.record.webhook_id) +
                 " is refused and stays on the queue, as do others like it: " + seen.note);
}

/// Stream's own, or ours in their place.
net::Headers Receiver::forwarded_headers(const Delivery& delivery) {
  const capture::Record& record = delivery.seen.record;
  if (delivery.is_sealed) return passed_on(record.headers);
  delivery::Outgoing outgoing;
  outgoing.webhook_id = record.webhook_id;
  outgoing.body = delivery.wire;
  outgoing.signing = seals_ ? delivery::Signing::valid : delivery::Signing::missing;
  delivery::Envelope envelope = sealer_.seal(outgoing);
  sealer_.number(envelope, outgoing, record.attempt);
  return std::move(envelope.headers);
}

}  // namespace streamctl::listener
