#include "webhook/verify.h"

#include <utility>

#include "core/foreign_form.h"
#include "core/json_fault.h"
#include "core/text.h"
#include "net/gzip.h"
#include "webhook/signature_mistake.h"
#include "webhook/wrapping.h"

namespace streamctl::webhook {
namespace {

bool is_known_encoding(const std::string* content_encoding) {
  if (content_encoding == nullptr) return true;
  const auto encoding = trimmed(*content_encoding);
  return encoding.empty() || equals_ignoring_case(encoding, "gzip") ||
         equals_ignoring_case(encoding, "x-gzip") || equals_ignoring_case(encoding, "identity");
}

/// Describes a body that is not a JSON object, if it is in another format or encoding.
std::string form_of(std::string_view body) {
  if (body.starts_with(byte_order_mark))
    return "it begins with a byte order mark, which JSON parsers refuse";
  const auto form = likely_form(body);
  if (!form) return "";
  return "it looks like " + std::string(form->name) + "; Stream sends JSON in UTF-8";
}

/// Says why a body that begins as an object is not valid JSON.
std::string fault_in(std::string_view body) {
  return trimmed(body).starts_with('{') ? json_fault(body) : "";
}

Fault fault_of(net::GunzipFailure failure) {
  return failure == net::GunzipFailure::too_large ? Fault::too_large : Fault::bad_gzip;
}

}  // namespace

std::string_view explain(Fault fault) {
  switch (fault) {
    case Fault::unknown_encoding:
      return "Content-Encoding is neither gzip nor identity; Stream sends plain JSON or gzip";
    case Fault::bad_gzip:
      return "the body starts as gzip and does not inflate; was it cut short or changed on the "
             "way?";
    case Fault::too_large:
      return "the body inflates past the limit; raise --max-body if it is genuine";
    case Fault::missing_signature:
      return "no X-Signature header; did a proxy drop it, or is the sender not Stream?";
    case Fault::wrong_signature:
      return "X-Signature does not match the body; is this the secret of the app that sent it, and "
             "did a proxy "
             "re-serialise the JSON?";
    case Fault::not_an_event:
      return "the body is not a JSON object";
    case Fault::foreign_message:
      return "it is no event of Stream's: an event has a type";
    case Fault::foreign_topic:
      return "its SNS topic is none that --sns-topic names";
    case Fault::not_from_sns:
      return "nothing proves that Amazon SNS sent it";
    case Fault::no_sns_certificate:
      return "the certificate to verify Amazon SNS's signature by could not be had";
  }
  return "";
}

Verifier::Verifier(const Secret& secret, VerifyOptions options)
    : secret_(secret), signer_(secret), options_(std::move(options)) {}

Delivered Verifier::verify(std::string body, const std::string* content_encoding,
                           const std::string* signature) {
  Delivered delivered;
  // Trust the bytes, not the header: a proxy may have inflated the body and kept the header, or
  // vice versa.
  delivered.compressed = net::is_gzip(body);
  if (!delivered.compressed && !is_known_encoding(content_encoding)) {
    delivered.body = std::move(body);
    delivered.fault = Fault::unknown_encoding;
    return delivered;
  }
  std::string sent;
  if (delivered.compressed) {
    auto plain = net::gunzip(body, options_.body_bytes_max);
    sent = std::move(body);
    if (plain.failure) {
      delivered.body = std::move(sent);
      delivered.fault = fault_of(*plain.failure);
      if (plain.has_tail)
        delivered.note = "there are bytes behind the body's gzip that are not gzip";
      return delivered;
    }
    delivered.body = std::move(plain.bytes);
  } else {
    delivered.body = std::move(body);
  }
  if (options_.check_signature) {
    if (signature == nullptr) {
      delivered.fault = Fault::missing_signature;
    } else if (!signer_.matches(delivered.body, *signature)) {
      delivered.fault = Fault::wrong_signature;
      delivered.note = mistake_behind({*signature, sent, delivered.body, secret_, options_.others,
                                       options_.body_bytes_max, options_.explains_thoroughly});
      if (delivered.note.empty() && foreign_form(delivered.body))
        delivered.note = form_of(delivered.body);
    }
    if (delivered.fault) return delivered;
    delivered.verified = true;
  }
  auto event = type_reader_.read(delivered.body);
  if (event) {
    delivered.event = *std::move(event);
    if (delivered.event.type.empty())
      delivered.note = "the event has no type; Stream's Go and Python SDKs refuse it";
  } else {
    delivered.fault = Fault::not_an_event;
    delivered.note = wrapping_of(delivered.body, options_.body_bytes_max);
    if (delivered.note.empty()) delivered.note = form_of(delivered.body);
    if (delivered.note.empty()) delivered.note = fault_in(delivered.body);
  }
  return delivered;
}

}  // namespace streamctl::webhook
