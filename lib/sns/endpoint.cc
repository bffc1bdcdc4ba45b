#include "sns/endpoint.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "core/glob.h"
#include "core/text.h"
#include "net/status.h"
#include "sns/host.h"

namespace streamctl::sns {
namespace {

using webhook::Fault;

constexpr std::string_view type_header = "x-amz-sns-message-type";
constexpr std::string_view id_header = "x-amz-sns-message-id";
constexpr std::string_view topic_header = "x-amz-sns-topic-arn";
constexpr std::string_view raw_header = "x-amz-sns-rawdelivery";

/// Why the GET of a SubscribeURL did not confirm; empty where it did.
std::string refusal_in(const net::HttpOutcome& outcome) {
  if (outcome.kind != net::HttpOutcome::Kind::answered) return printable(outcome.error);
  return net::is_success(outcome.status) ? "" : "SNS answered " + std::to_string(outcome.status);
}

}  // namespace

Endpoint::Endpoint(EndpointOptions options, EndpointParts parts)
    : options_(std::move(options)),
      parts_(std::move(parts)),
      verifier_(options_.aws_endpoint, parts_.clock, parts_.get) {}

bool Endpoint::is_post(const net::Headers& headers) {
  return headers.find(type_header) != nullptr || headers.find(raw_header) != nullptr;
}

void Endpoint::take(net::Request&& request, net::Exchange exchange) {
  if (equals_ignoring_case(request.headers.value(raw_header), "true"))
    return take_raw(std::move(request), std::move(exchange));
  auto message = parse_message(request.body);
  const auto held = std::make_shared<Held>(Held{std::move(request), std::move(exchange), {}});
  if (!message) return refuse(held, Fault::not_an_event, std::move(message).error().what);
  held->message = *std::move(message);
  // Checks without a certificate come first, so that strangers cannot make us fetch one.
  if (!is_welcome(held->message)) {
    const std::string topic = printable(held->message.topic_arn);
    return refuse(held, Fault::foreign_topic,
                  options_.topics.empty() ? "no --sns-topic names it: " + topic
                                          : "--sns-topic does not name it: " + topic);
  }
  if (!options_.verifies) return take_verified(held);
  const bool confirms = held->message.kind != Kind::notification;
  if (confirms && !is_of_sns(held->message.subscribe_url, options_.aws_endpoint))
    return refuse(
        held, Fault::not_from_sns,
        "its SubscribeURL is not Amazon SNS's: " + printable(held->message.subscribe_url));
  verifier_.verify(held->message, [this, held](const Verdict& verdict) { judged(held, verdict); });
}

bool Endpoint::is_welcome(const Message& message) const {
  if (options_.topics.empty()) return !options_.verifies || message.kind != Kind::notification;
  return std::any_of(
      options_.topics.begin(), options_.topics.end(),
      [&](const std::string& pattern) { return glob_match(pattern, message.topic_arn); });
}

/// Raw message delivery: the body is the published string, the rest is in header fields.
void Endpoint::take_raw(net::Request&& request, net::Exchange exchange) {
  const auto held = std::make_shared<Held>(Held{std::move(request), std::move(exchange), {}});
  held->message.id = held->request.headers.value(id_header);
  held->message.topic_arn = held->request.headers.value(topic_header);
  held->message.text = held->request.body;
  if (!options_.verifies && is_welcome(held->message)) return take_verified(held);
  refuse(held, Fault::not_from_sns,
         "raw message delivery carries no signature; turn it off for the subscription");
}

void Endpoint::judged(const Holder& held, const Verdict& verdict) {
  if (verdict.holds()) return take_verified(held);
  refuse(held, verdict.may_pass ? Fault::no_sns_certificate : Fault::not_from_sns, verdict.why);
}

void Endpoint::take_verified(const Holder& held) {
  const Message& message = held->message;
  if (message.kind == Kind::notification)
    return parts_.posted({std::move(held->request), message.id, message.text, options_.verifies},
                         std::move(held->exchange));
  const bool subscribes = message.kind == Kind::subscription_confirmation;
  if (subscribes && options_.confirms && options_.verifies) return confirm(held);
  report(held, false);
}

void Endpoint::confirm(const Holder& held) {
  const std::uint64_t number = ++confirmations_;
  const bool is_fetching =
      parts_.get(held->message.subscribe_url,
                 [this, number](net::HttpOutcome&& outcome) { answered(number, outcome); });
  if (!is_fetching) return report(held, false, "too much is being fetched");
  confirming_.emplace(number, held);
}

void Endpoint::answered(std::uint64_t number, const net::HttpOutcome& outcome) {
  const auto place = confirming_.extract(number);
  if (place.empty()) return;
  const std::string failure = refusal_in(outcome);
  report(place.mapped(), failure.empty(), failure);
}

void Endpoint::report(const Holder& held, bool confirmed, const std::string& failure) {
  const unsigned status = failure.empty() ? 200 : 503;  // SNS retries after a 503.
  held->exchange.answer({status, {}, ""});
  parts_.confirmation({parts_.clock.now(), std::move(held->request), std::move(held->message),
                       options_.verifies, status, confirmed, failure});
}

void Endpoint::refuse(const Holder& held, Fault fault, std::string note) {
  Post post{std::move(held->request), held->message.id};
  post.fault = fault;
  post.note = std::move(note);
  parts_.posted(std::move(post), std::move(held->exchange));
}

}  // namespace streamctl::sns
