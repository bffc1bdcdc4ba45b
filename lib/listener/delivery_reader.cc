#include "listener/delivery_reader.h"

#include <optional>
#include <string_view>
#include <utility>

#include "core/text.h"
#include "webhook/catalogue.h"
#include "webhook/delivery_headers.h"
#include "webhook/likeness.h"

namespace streamctl::listener {
namespace {

using webhook::Fault;

/// The value of a header field. The values of a repeated field are joined, as node and most other
/// servers do.
std::optional<std::string> joined_value(const net::Headers& headers, std::string_view name) {
  std::optional<std::string> joined;
  for (const net::Header& field : headers) {
    if (!equals_ignoring_case(field.name, name)) continue;
    if (joined)
      joined->append(", ").append(field.value);
    else
      joined = field.value;
  }
  return joined;
}

/// Names the signature of another service; empty where there is none.
std::string other_signature(const net::Headers& headers) {
  for (const net::Header& field : headers)
    if (ends_ignoring_case(field.name, "signature") ||
        ends_ignoring_case(field.name, "signature-256"))
      return "no X-Signature header, but " + printable(field.name) + "; is the sender not Stream?";
  return "";
}

/// The likely cause of a wrong signature that the verifier has not explained; may be empty.
std::string wrong_signature_note(const net::Headers& headers, const std::string& api_key) {
  const std::size_t signatures = headers.count(webhook::signature_header);
  if (signatures > 1)
    return "there are " + std::to_string(signatures) +
           " X-Signature fields; servers join them into one value, which is no signature";
  const std::string* theirs = headers.find(webhook::api_key_header);
  if (theirs == nullptr || theirs->empty() || api_key.empty() || *theirs == api_key) return "";
  return "its X-Api-Key is " + printable(*theirs) + ", ours is " + api_key;
}

/// "it looks like a test message of Amazon S3"; empty where it looks like an event.
std::string likeness_note(std::string_view body) {
  const auto likeness = webhook::likeness_of(body);
  return likeness.empty() ? "" : "it looks like " + std::string(likeness);
}

}  // namespace

DeliveryReader::DeliveryReader(const Secret& secret, webhook::VerifyOptions options,
                               std::string api_key, const Clock& clock)
    : options_(std::move(options)),
      api_key_(std::move(api_key)),
      clock_(clock),
      verifier_(secret, options_) {}

Delivery DeliveryReader::webhook(net::Request&& request) {
  Delivery delivery;
  delivery.method = std::move(request.method);
  delivery.target = std::move(request.target);
  delivery.wire_bytes = request.body.size();
  const auto signature = joined_value(request.headers, webhook::signature_header);
  auto verified =
      verifier_.verify(std::move(request.body), request.headers.find("Content-Encoding"),
                       signature ? &*signature : nullptr);
  delivery.fault = verified.fault;
  delivery.note = std::move(verified.note);
  const bool is_repeated = request.headers.count(webhook::signature_header) > 1;
  if (delivery.fault == Fault::wrong_signature && (is_repeated || delivery.note.empty()))
    delivery.note = wrong_signature_note(request.headers, api_key_);
  if (delivery.fault == Fault::missing_signature) delivery.note = other_signature(request.headers);
  delivery.compressed = verified.compressed;
  delivery.body_bytes = verified.body.size();
  capture::Record& record = delivery.record;
  record.received_at = clock_.now();
  record.verified = verified.verified;
  record.webhook_id = request.headers.value(webhook::webhook_id_header);
  record.type = std::move(verified.event.type);
  record.call_cid = std::move(verified.event.call_cid);
  record.remote = std::move(request.remote);
  record.headers = std::move(request.headers);
  record.body = std::move(verified.body);
  return delivery;
}

Delivery DeliveryReader::message(QueueMessage&& message) {
  Delivery delivery;
  capture::Record& record = delivery.record;
  record.transport = capture::Transport::sqs;
  record.webhook_id = std::move(message.id);
  record.attempt = message.received;
  record.remote = std::move(message.queue);
  delivery.wire_bytes = message.body.size();
  auto event = webhook::decode_notification(message.body, options_.body_bytes_max, type_reader_);
  fill(delivery, std::move(message.body), std::move(event));
  return delivery;
}

Delivery DeliveryReader::notification(sns::Post&& post) {
  Delivery delivery;
  delivery.method = std::move(post.request.method);
  delivery.target = std::move(post.request.target);
  delivery.fault = post.fault;
  delivery.note = std::move(post.note);
  capture::Record& record = delivery.record;
  record.verified = post.verified;
  record.webhook_id = std::move(post.id);
  record.remote = std::move(post.request.remote);
  record.headers = std::move(post.request.headers);
  std::string& body = delivery.fault ? post.request.body : post.text;
  delivery.wire_bytes = body.size();
  if (delivery.fault) {
    fill(delivery, std::move(body), Error{});
    return delivery;
  }
  auto event = webhook::decode_queue_body(body, options_.body_bytes_max, type_reader_);
  fill(delivery, std::move(body), std::move(event));
  return delivery;
}

/// Fills in the event, or the fault that there is none and the `body` received.
void DeliveryReader::fill(Delivery& delivery, std::string&& body,
                          Result<webhook::QueueEvent>&& event) const {
  capture::Record& record = delivery.record;
  record.received_at = clock_.now();
  const bool is_queued = record.transport == capture::Transport::sqs;
  if (!event && !delivery.fault) {
    delivery.fault = Fault::not_an_event;
    delivery.note = event.error().what;
    // The error of unpacking is more precise for a body packed as Stream packs it.
    const bool is_unlike = is_queued && delivery.note.starts_with("invalid ");
    if (const std::string likeness = is_unlike ? likeness_note(body) : ""; !likeness.empty())
      delivery.note = likeness;
  }
  record.body = std::move(event ? event->body : body);
  delivery.body_bytes = record.body.size();
  if (!event) return;
  // A message taken off a queue is gone, so an unknown type is examined more closely.
  const bool is_doubtful = is_queued && !webhook::find_event_type(event->names.type);
  if (event->names.type.empty() || is_doubtful) {
    delivery.note = likeness_note(record.body);
    if (event->names.type.empty() || !delivery.note.empty())
      delivery.fault = Fault::foreign_message;
  }
  if (delivery.fault) return;
  record.type = std::move(event->names.type);
  record.call_cid = std::move(event->names.call_cid);
  delivery.compressed = delivery.wire_bytes < record.body.size();
}

}  // namespace streamctl::listener
