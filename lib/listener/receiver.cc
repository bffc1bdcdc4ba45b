#include "listener/receiver.h"

#include <utility>

#include "core/text.h"
#include "listener/answers.h"
#include "listener/passed_on.h"
#include "net/status.h"
#include "webhook/delivery_headers.h"

namespace streamctl::listener {
namespace {

/// Records of a turn are written when they are so many bytes, even before it ends: large bodies do
/// not pile up.
constexpr std::size_t batch_bytes_max = 8 * 1024 * 1024;

/// Whether `target` is `path`, or below it, or either with a query.
bool is_served(std::string_view path, std::string_view target) {
  target = target.substr(0, target.find_first_of("?#"));
  while (path.ends_with('/'))
    path.remove_suffix(1);
  if (!target.starts_with(path)) return false;
  return target.size() == path.size() || target[path.size()] == '/';
}

/// The value of a field; where it stands there more than once, all of them joined, as node and most
/// other servers have it.
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

/// Another service's signature, where there is none of Stream's.
std::string other_signature(const net::Headers& headers) {
  for (const net::Header& field : headers)
    if (lower_ascii(field.name).ends_with("signature") ||
        lower_ascii(field.name).ends_with("signature-256"))
      return "no X-Signature header, but " + printable(field.name) + "; is the sender not Stream?";
  return "";
}

}  // namespace

Receiver::Receiver(const Secret& secret, ReceiverOptions options, ReceiverParts parts)
    : options_(std::move(options)),
      parts_(std::move(parts)),
      verifier_(secret, options_.verify),
      sealer_({.api_key = options_.api_key, .secret = secret}),
      seals_(!secret.empty()) {}

void Receiver::request(net::Request&& request, net::Exchange exchange) {
  if (!is_served(options_.path, request.target)) {
    return turn_away(std::move(request), std::move(exchange),
                     error_answer(404, "not_found", "webhooks go to " + options_.path));
  }
  if (request.method != "POST") {
    return turn_away(std::move(request), std::move(exchange), not_a_post());
  }
  if (!options_.name.empty() && came_by(request.headers, options_.name)) {
    return turn_away(std::move(request), std::move(exchange),
                     error_answer(508, "loop_detected",
                                  "this listener has passed it on before: a --forward-to leads "
                                  "back here"));
  }
  if (parts_.divert && parts_.divert(request, exchange)) return;
  Delivery delivery = examined(std::move(request), std::move(exchange));
  if (delivery.seen.fault) return refuse(std::move(delivery));

  const capture::Record& record = delivery.seen.record;
  const std::string* said = record.headers.find(webhook::webhook_attempt_header);
  place(delivery, attempts_.note(record.webhook_id, said, record.received_at));
  select(std::move(delivery));
}

/// Lets the filter decide, where there is one and it matters.
void Receiver::select(Delivery&& delivery) {
  const capture::Record& record = delivery.seen.record;
  bool& shown = delivery.regard.shown;
  shown = shown && passes(options_.selection, record.type, record.call_cid);
  if (!shown || !parts_.judge) return keep(std::move(delivery));
  const std::uint64_t id = ++questions_;
  parts_.judge(id, record.body);
  judging_.emplace(id, std::move(delivery));
}

void Receiver::judged(filter::Decision&& decision) {
  auto place = judging_.extract(decision.id);
  if (place.empty()) return;
  Delivery delivery = std::move(place.mapped());
  delivery.regard.shown = decision.wanted;
  if (!decision.failure) return keep(std::move(delivery));
  const capture::Record& record = delivery.seen.record;
  const bool is_over = was_tried(*decision.failure);
  const auto words = filter_failures_.note(
      decision, {record.type, record.webhook_id,
                 !is_over                   ? "answered 503"
                 : parts_.writer != nullptr ? "recorded and otherwise left out"
                                            : "left out"});
  if (words && parts_.trouble) parts_.trouble(*words);
  if (!is_over) return not_judged(std::move(delivery), decision.why);
  delivery.is_unjudged = true;
  keep(std::move(delivery));
}

/// Stores it first, where that was asked for.
void Receiver::keep(Delivery&& delivery) {
  const bool is_kept = delivery.regard.shown || delivery.is_unjudged;
  if (parts_.writer == nullptr || !is_kept) return proceed(std::move(delivery));
  parts_.writer->add(delivery.seen.record);
  batch_.push_back(std::move(delivery));
  if (parts_.writer->pending_bytes() > batch_bytes_max) store();
}

void Receiver::turn_end() {
  if (!batch_.empty()) store();
  if (parts_.history == nullptr) return;
  const auto kept = parts_.history->commit();
  if (!kept && !std::exchange(history_fails_, true)) {
    parts_.trouble("the history misses deliveries: " + kept.error().what);
  }
}

void Receiver::refused(const net::Refusal& refusal) {
  Seen seen;
  seen.record.received_at = parts_.clock.now();
  seen.record.remote = refusal.remote;
  seen.status = refusal.status;
  seen.refusal = refusal.why;
  seen.method = refusal.method;
  seen.target = refusal.target;
  parts_.seen(std::move(seen), {});
}

void Receiver::turn_away(net::Request&& request, net::Exchange exchange, net::Response response) {
  Seen seen;
  seen.record.received_at = parts_.clock.now();
  seen.record.remote = std::move(request.remote);
  seen.status = response.status;
  seen.refusal = response.status == 405   ? "not a POST"
                 : response.status == 508 ? "it came back: a --forward-to leads to this listener"
                                          : "not under " + options_.path;
  seen.method = std::move(request.method);
  seen.target = std::move(request.target);
  exchange.answer(std::move(response));
  parts_.seen(std::move(seen), {});
}

/// Verified, and told apart.
Receiver::Delivery Receiver::examined(net::Request&& request, net::Exchange exchange) {
  Delivery delivery;
  delivery.exchange = std::move(exchange);
  Seen& seen = delivery.seen;
  seen.method = std::move(request.method);
  seen.target = std::move(request.target);
  seen.wire_bytes = request.body.size();
  if (parts_.forward) delivery.wire = std::make_shared<const std::string>(request.body);
  const auto signature = joined_value(request.headers, webhook::signature_header);
  auto verified =
      verifier_.verify(std::move(request.body), request.headers.find("Content-Encoding"),
                       signature ? &*signature : nullptr);
  seen.fault = verified.fault;
  seen.note = std::move(verified.note);
  const std::size_t signatures = request.headers.count(webhook::signature_header);
  if (seen.fault == webhook::Fault::wrong_signature && signatures > 1)
    seen.note = "there are " + std::to_string(signatures) +
                " X-Signature fields; servers join them into one value, which is no signature";
  if (seen.fault == webhook::Fault::missing_signature) seen.note = other_signature(request.headers);
  seen.compressed = verified.compressed;
  seen.body_bytes = verified.body.size();
  capture::Record& record = seen.record;
  record.received_at = parts_.clock.now();
  record.verified = verified.verified;
  record.webhook_id = request.headers.value(webhook::webhook_id_header);
  record.type = std::move(verified.event.type);
  record.call_cid = std::move(verified.event.call_cid);
  record.remote = std::move(request.remote);
  record.headers = std::move(request.headers);
  record.body = std::move(verified.body);
  return delivery;
}

void Receiver::refuse(Delivery&& delivery) {
  Seen& seen = delivery.seen;
  const std::string* api_key = seen.record.headers.find(webhook::api_key_header);
  const bool is_foreign = api_key != nullptr && !api_key->empty() && !options_.api_key.empty() &&
                          *api_key != options_.api_key;
  if (seen.fault == webhook::Fault::wrong_signature && seen.note.empty() && is_foreign) {
    seen.note = "its X-Api-Key is " + printable(*api_key) + ", ours is " + options_.api_key;
  }
  if (const std::string* said = seen.record.headers.find(webhook::webhook_attempt_header)) {
    seen.record.attempt = attempt_in(*said).value_or(1);
  }
  seen.status = status_of(*seen.fault);
  delivery.exchange.answer(answer_to(*seen.fault, seen.note));
  parts_.seen(std::move(seen), {});
}

/// Finds its place among those before, and what is to be made of it.
void Receiver::place(Delivery& delivery, Attempt attempt) {
  Seen& seen = delivery.seen;
  seen.retry = attempt.retry;
  seen.duplicate = attempt.duplicate;
  seen.first_seen = attempt.first_seen;
  seen.record.attempt = attempt.number;
  const bool hidden = options_.dedupe && attempt.taken;
  delivery.regard.shown = !hidden;
  delivery.step = &options_.plan.step(attempt.number);
}

/// Writes the batch, and answers it after.
void Receiver::store() {
  const auto stored = parts_.writer->commit();
  storing_.clear();
  storing_.swap(batch_);
  for (Delivery& delivery : storing_) {
    if (stored) {
      delivery.seen.recorded = true;
      proceed(std::move(delivery));
    } else {
      not_stored(std::move(delivery), stored.error());
    }
  }
  storing_.clear();
  if (const auto notice = parts_.writer->take_notice()) parts_.trouble(*notice);
  if (!stored && !std::exchange(recording_fails_, true)) {
    parts_.trouble("cannot record: " + stored.error().what +
                   "; deliveries are answered 503 until it works again");
  } else if (stored && std::exchange(recording_fails_, false)) {
    parts_.trouble("recording works again");
  }
}

void Receiver::not_stored(Delivery&& delivery, const Error& error) {
  delivery.seen.status = 503;
  delivery.seen.note = "not recorded: " + error.what;
  delivery.exchange.answer(error_answer(503, "not_recorded", "the delivery could not be recorded"));
  finish(std::move(delivery));
}

void Receiver::not_judged(Delivery&& delivery, const std::string& why) {
  delivery.seen.status = 503;
  delivery.seen.note = "not judged by --filter: " + why;
  delivery.exchange.answer(error_answer(503, "not_judged", "the filter did not come to it"));
  finish(std::move(delivery));
}

/// Does what the plan says of a delivery that is safe.
void Receiver::proceed(Delivery&& delivery) {
  const Step& step = *delivery.step;
  Seen& seen = delivery.seen;
  if (step.kind == Step::Kind::slow || !accepts(step)) seen.misbehaviour = step.text;
  if (accepts(step)) {
    if (parts_.forward && delivery.regard.shown) return forward(std::move(delivery));
    return accept(std::move(delivery), step.status);
  }
  seen.status = step.status;
  if (step.kind == Step::Kind::reset) {
    delivery.exchange.reset();
  } else if (step.kind == Step::Kind::timeout) {
    delivery.exchange.hold();
  } else {
    delivery.exchange.answer(error_answer(step.status, "as_planned", "--respond " + step.text));
  }
  finish(std::move(delivery));
}

void Receiver::forward(Delivery&& delivery) {
  ForwardJob job{++jobs_, forwarded_headers(delivery), delivery.wire};
  if (!options_.name.empty())
    job.headers.set("Via", via(delivery.seen.record.headers, options_.name));
  const std::uint64_t id = job.id;
  if (parts_.forward(std::move(job))) {
    forwarding_.emplace(id, std::move(delivery));
    return;
  }
  delivery.seen.note = "not forwarded: too many deliveries wait for the target";
  accept(std::move(delivery), 503);
}

void Receiver::forwarded(std::uint64_t id, net::HttpOutcome&& outcome) {
  const auto place = forwarding_.find(id);
  if (place == forwarding_.end()) return;
  Delivery delivery = std::move(place->second);
  forwarding_.erase(place);
  using Kind = net::HttpOutcome::Kind;
  Forwarded& told = delivery.seen.forwarded.emplace();
  told.duration = outcome.duration;
  told.timed_out = outcome.kind == Kind::timeout;
  told.error = std::move(outcome.error);
  told.location = std::move(outcome.redirect);
  told.challenge = std::move(outcome.challenge);
  told.proxy = std::move(outcome.proxy);
  if (options_.show_response) {
    told.response_body = std::move(outcome.body);
    told.response_cut = outcome.body_cut;
  }
  if (outcome.kind == Kind::answered) told.status = outcome.status;
  // What no HTTP server may answer is as good as no answer.
  const bool is_final = told.status >= 200 && told.status <= 599;
  accept(std::move(delivery), is_final ? told.status : told.timed_out ? 504 : 502);
}

/// Answers, late where the plan is slow.
void Receiver::accept(Delivery&& delivery, unsigned status) {
  delivery.seen.status = status;
  net::Response response{status, {}, {}};
  // What is no URL of http may hold any bytes.
  if (status / 100 == 3 && delivery.seen.forwarded &&
      net::check_url(delivery.seen.forwarded->location))
    response.headers.add("Location", delivery.seen.forwarded->location);
  if (delivery.step->delay.count() > 0) {
    auto exchange = std::make_shared<net::Exchange>(std::move(delivery.exchange));
    parts_.after(delivery.step->delay,
                 [exchange, response = std::move(response)] { exchange->answer(response); });
  } else {
    delivery.exchange.answer(std::move(response));
  }
  finish(std::move(delivery));
}

/// Tells the others, now that its fate is known.
void Receiver::finish(Delivery&& delivery) {
  const Seen& seen = delivery.seen;
  const bool is_stored = parts_.writer == nullptr || seen.recorded;
  const bool is_passed_on =
      !parts_.forward || (seen.forwarded && net::is_success(seen.forwarded->status));
  const std::string& webhook_id = seen.record.webhook_id;
  if (parts_.history != nullptr && (delivery.regard.shown || delivery.is_unjudged))
    parts_.history->add(seen.record);
  if (delivery.regard.shown) {
    if (is_stored && is_passed_on) attempts_.take(webhook_id);
    const bool is_last_word =
        !accepts(*delivery.step) && options_.plan.settled(seen.record.attempt) && is_stored;
    delivery.regard.counts =
        (net::is_success(seen.status) || is_last_word) && attempts_.count(webhook_id);
  }
  parts_.seen(std::move(delivery.seen), delivery.regard);
}

}  // namespace streamctl::listener
