#include "listener/receiver.h"

#include <algorithm>
#include <utility>

#include "core/text.h"
#include "listener/answers.h"
#include "listener/passed_on.h"
#include "net/status.h"
#include "webhook/delivery_headers.h"

namespace streamctl::listener {
namespace {

/// The records of a turn are written once they are this large, even before it ends, so that large
/// bodies do not pile up.
constexpr std::size_t batch_bytes_max = 8 * 1024 * 1024;

/// Whether `target` is `path`, or below it, or either with a query.
bool is_served(std::string_view path, std::string_view target) {
  target = target.substr(0, target.find_first_of("?#"));
  while (path.ends_with('/'))
    path.remove_suffix(1);
  if (!target.starts_with(path)) return false;
  return target.size() == path.size() || target[path.size()] == '/';
}

/// How a target took a delivery, for the capture.
capture::Forwarded taken_by(const Forwarded& target, const capture::Record& record) {
  const delivery::Attempt& answer = target.answer;
  return {record.webhook_id, record.attempt,  target.url,
          answer.status,     answer.duration, answer.error};
}

}  // namespace

Receiver::Receiver(const Secret& secret, ReceiverOptions options, ReceiverParts parts)
    : options_(std::move(options)),
      parts_(std::move(parts)),
      reader_(secret, options_.verify, options_.api_key, parts_.clock),
      sns_(options_.sns, {parts_.clock, parts_.fetch,
                          [this](sns::Post&& post, net::Exchange exchange) {
                            posted(std::move(post), std::move(exchange));
                          },
                          [this](sns::Confirmation&& confirmation) {
                            parts_.seen(std::move(confirmation), {});
                          }}),
      sealer_({.api_key = options_.api_key, .secret = secret}),
      seals_(!secret.empty()) {
  if (parts_.writer != nullptr)
    recording_.emplace(*parts_.writer, "deliveries are answered 503 until it works again");
}

void Receiver::request(net::Request&& request, net::Exchange exchange) {
  if (is_probe(request)) return probe(std::move(request), std::move(exchange));
  if (!is_served(options_.path, request.target)) {
    return turn_away(std::move(request), std::move(exchange),
                     error_answer(404, "not_found", "webhooks go to " + options_.path),
                     "not under " + options_.path);
  }
  if (request.method != "POST") {
    return turn_away(std::move(request), std::move(exchange), not_a_post(), "not a POST");
  }
  if (!options_.name.empty() && came_by(request.headers, options_.name)) {
    return turn_away(std::move(request), std::move(exchange),
                     error_answer(508, "loop_detected",
                                  "this listener has passed it on before: a --forward-to leads "
                                  "back here"),
                     "it came back: a --forward-to leads to this listener");
  }
  if (sns::Endpoint::is_post(request.headers))
    return sns_.take(std::move(request), std::move(exchange));

  std::shared_ptr<const std::string> wire;
  if (parts_.forward) wire = std::make_shared<const std::string>(request.body);
  Pending pending{std::move(exchange), reader_.webhook(std::move(request)), std::move(wire)};
  if (pending.delivery.fault) return refuse(std::move(pending));
  const capture::Record& record = pending.delivery.record;
  const std::string* number = record.headers.find(webhook::webhook_attempt_header);
  place(pending, attempts_.note(record.webhook_id, number, record.received_at));
  select(std::move(pending));
}

/// The probe of another listener is reported: its public address leads here.
void Receiver::probe(net::Request&& request, net::Exchange exchange) {
  net::Response response = probes_.answer_to(request, is_served(options_.path, request.target));
  if (net::is_success(response.status) || request.headers.find(question_header) != nullptr)
    return exchange.answer(std::move(response));
  turn_away(std::move(request), std::move(exchange), std::move(response),
            "the public address of another streamctl leads here");
}

void Receiver::message(QueueMessage&& message, net::Exchange exchange) {
  unsigned_event(reader_.message(std::move(message)), std::move(exchange));
}

void Receiver::posted(sns::Post&& post, net::Exchange exchange) {
  unsigned_event(reader_.notification(std::move(post)), std::move(exchange));
}

/// Takes an event that has no signature of Stream's.
void Receiver::unsigned_event(Delivery&& delivery, net::Exchange exchange) {
  Pending pending{std::move(exchange), std::move(delivery)};
  pending.is_signed = false;
  const capture::Record& record = pending.delivery.record;
  const bool is_queued = record.transport == capture::Transport::sqs;
  if (pending.delivery.fault) {
    if (is_queued) report_refused_message(pending.delivery);
    return refuse(std::move(pending));
  }
  if (parts_.forward) pending.wire = std::make_shared<const std::string>(record.body);
  const std::string received = std::to_string(record.attempt);
  Attempt attempt =
      attempts_.note(record.webhook_id, is_queued ? &received : nullptr, record.received_at);
  // SQS and SNS deliver at least once: an event that is done may be delivered again.
  attempt.duplicate = attempt.duplicate || attempt.taken;
  place(pending, attempt);
  select(std::move(pending));
}

/// Reports, once for each reason, that messages stay on the queue.
void Receiver::report_refused_message(const Delivery& delivery) {
  // Notes are our own words, so there are few.
  if (!parts_.trouble || !refusals_reported_.insert(delivery.note).second) return;
  parts_.trouble("message " + printable(delivery.record.webhook_id) +
                 " is refused and stays on the queue, as do others like it: " + delivery.note);
}

void Receiver::refused(const net::Refusal& refusal) {
  parts_.seen(Refusal{refusal, parts_.clock.now()}, {});
}

/// Answers a request that is no delivery.
void Receiver::turn_away(net::Request&& request, net::Exchange exchange, net::Response response,
                         std::string why) {
  const unsigned status = response.status;
  exchange.answer(std::move(response));
  refused({status, std::move(why), std::move(request.method), std::move(request.target),
           std::move(request.remote)});
}

/// Answers a delivery that has a fault.
void Receiver::refuse(Pending&& pending) {
  Delivery& delivery = pending.delivery;
  if (const std::string* number = delivery.record.headers.find(webhook::webhook_attempt_header))
    delivery.record.attempt = attempt_in(*number).value_or(1);
  delivery.status = status_of(*delivery.fault);
  pending.exchange.answer(answer_to(*delivery.fault, delivery.note));
  parts_.seen(std::move(delivery), {});
}

/// Compares it with the deliveries before, and finds its step in the plan.
void Receiver::place(Pending& pending, Attempt attempt) {
  Delivery& delivery = pending.delivery;
  delivery.retry = attempt.retry;
  delivery.duplicate = attempt.duplicate;
  delivery.first_seen = attempt.first_seen;
  delivery.record.attempt = attempt.number;
  pending.regard.shown = !(options_.dedupe && attempt.taken);
  pending.step = options_.plan.step(attempt.number);
  pending.is_last_step = options_.plan.settled(attempt.number);
}

/// Selects by type and call, then asks the filter, if there is one.
void Receiver::select(Pending&& pending) {
  const capture::Record& record = pending.delivery.record;
  bool& shown = pending.regard.shown;
  shown = shown && passes(options_.selection, record.type, record.call_cid);
  if (!shown || !parts_.judge) return keep(std::move(pending));
  const std::uint64_t id = ++questions_;
  parts_.judge(id, record.body);
  judging_.emplace(id, std::move(pending));
}

void Receiver::judged(filter::Decision&& decision) {
  auto place = judging_.extract(decision.id);
  if (place.empty()) return;
  Pending pending = std::move(place.mapped());
  pending.regard.shown = decision.wanted;
  if (!decision.failure) return keep(std::move(pending));
  const capture::Record& record = pending.delivery.record;
  const bool is_over = was_tried(*decision.failure);
  const auto words =
      filter_failures_.note(decision, {record.type, record.webhook_id,
                                       !is_over     ? "answered 503"
                                       : recording_ ? "recorded and otherwise left out"
                                                    : "left out"});
  if (words && parts_.trouble) parts_.trouble(*words);
  if (!is_over) return not_judged(std::move(pending), decision.why);
  pending.is_unjudged = true;
  keep(std::move(pending));
}

/// Adds it to the batch, where there is a recording.
void Receiver::keep(Pending&& pending) {
  const bool is_kept = pending.regard.shown || pending.is_unjudged;
  if (!recording_ || !is_kept) return proceed(std::move(pending));
  pending.line = recording_->add(pending.delivery.record);
  batch_.push_back(std::move(pending));
  if (recording_->pending_bytes() > batch_bytes_max) store();
}

void Receiver::turn_end() {
  if (recording_ && recording_->pending()) store();
  if (parts_.history != nullptr) parts_.history->turn_end();
}

/// Writes the batch, then answers its deliveries.
void Receiver::store() {
  const auto stored = recording_->commit();
  storing_.clear();
  storing_.swap(batch_);
  for (Pending& pending : storing_) {
    if (stored) {
      pending.delivery.recorded = true;
      pending.place = recording_->place_of(pending.line);
      proceed(std::move(pending));
    } else {
      not_stored(std::move(pending), stored.error());
    }
  }
  storing_.clear();
  recording_->report(parts_.trouble);
}

void Receiver::not_stored(Pending&& pending, const Error& error) {
  pending.delivery.status = 503;
  pending.delivery.note = "not recorded: " + error.what;
  pending.exchange.answer(error_answer(503, "not_recorded", "the delivery could not be recorded"));
  finish(std::move(pending));
}

void Receiver::not_judged(Pending&& pending, const std::string& why) {
  pending.delivery.status = 503;
  pending.delivery.note = "not judged by --filter: " + why;
  pending.exchange.answer(error_answer(503, "not_judged", "the filter did not come to it"));
  finish(std::move(pending));
}

/// Follows the plan, once the delivery is recorded or need not be.
void Receiver::proceed(Pending&& pending) {
  if (is_to_be_held(pending)) return hold(std::move(pending));
  const Step& step = pending.step;
  Delivery& delivery = pending.delivery;
  if (step.kind == Step::Kind::slow || !accepts(step)) delivery.misbehaviour = step.text;
  if (accepts(step)) {
    if (parts_.forward && pending.regard.shown) return forward(std::move(pending));
    return accept(std::move(pending), step.status);
  }
  delivery.status = step.status;
  if (step.kind == Step::Kind::reset) {
    pending.exchange.reset();
  } else if (step.kind == Step::Kind::timeout) {
    pending.exchange.hold();
  } else {
    pending.exchange.answer(error_answer(step.status, "as_planned", "--respond " + step.text));
  }
  finish(std::move(pending));
}

/// Stream's header fields where it signed the delivery; else our own, signed with our secret.
net::Headers Receiver::forwarded_headers(const Pending& pending) {
  const capture::Record& record = pending.delivery.record;
  if (pending.is_signed) return passed_on(record.headers);
  delivery::Outgoing outgoing;
  outgoing.webhook_id = record.webhook_id;
  outgoing.body = pending.wire;
  outgoing.signing = seals_ ? delivery::Signing::valid : delivery::Signing::missing;
  delivery::Envelope envelope = sealer_.seal(outgoing);
  sealer_.number(envelope, outgoing, record.attempt);
  return std::move(envelope.headers);
}

/// Sends it to the targets of its type; on a retry, to those alone that have not accepted it.
void Receiver::forward(Pending&& pending) {
  Delivery& delivery = pending.delivery;
  const std::string& webhook_id = delivery.record.webhook_id;
  const Targets wanted = targets_of(options_.routes, delivery.record.type);
  delivery.is_for_no_target = pending.is_passed_on = wanted == 0;
  if (wanted == 0) return accept(std::move(pending), pending.step.status);
  const Targets targets = attempts_.begin_forward(webhook_id, wanted);
  net::Headers headers = forwarded_headers(pending);
  if (!options_.name.empty()) headers.set("Via", via(delivery.record.headers, options_.name));
  const std::uint64_t id = ++forwards_;
  for (std::size_t route = 0; route < options_.routes.size(); ++route) {
    const std::string& url = options_.routes[route].target.url;
    if ((wanted & bit_of(route)) == 0) continue;
    if ((targets & bit_of(route)) == 0) {
      add_note(delivery, "not sent again to " + url + ", which accepted it");
    } else if (parts_.forward({id, route, headers, pending.wire})) {
      delivery.forwarded.push_back({url, {}, {}});
      ++pending.targets_awaited;
      // Nobody waits for the answer to the second one.
      if (pending.is_doubled) parts_.forward({++forwards_, route, headers, pending.wire});
    } else {
      add_note(delivery, "not forwarded to " + url + ": too many deliveries wait for it");
      pending.worst_answer = 503;
    }
  }
  if (pending.targets_awaited == 0) return accept(std::move(pending), pending.worst_answer);
  forwarding_.emplace(id, std::move(pending));
}

void Receiver::forwarded(std::uint64_t id, std::size_t route, net::HttpOutcome&& outcome) {
  const auto place = forwarding_.find(id);
  if (place == forwarding_.end()) return;
  Pending& pending = place->second;
  const capture::Record& record = pending.delivery.record;
  const std::string& url = options_.routes[route].target.url;
  const auto target =
      std::find_if(pending.delivery.forwarded.begin(), pending.delivery.forwarded.end(),
                   [&](const Forwarded& one) { return one.url == url; });
  if (!options_.show_response) outcome.body.clear();
  conclude(target->answer, std::move(outcome));
  attempts_.note_answer(record.webhook_id, route, net::is_success(target->answer.status));
  if (pending.delivery.recorded) recording_->add(taken_by(*target, record));
  pending.worst_answer = worse_of(pending.worst_answer, status_for_sender(target->answer));
  if (--pending.targets_awaited > 0) return;
  Pending done = std::move(forwarding_.extract(place).mapped());
  const unsigned status = done.worst_answer;
  done.is_passed_on = net::is_success(status);
  accept(std::move(done), status);
}

/// Answers, after a delay where the plan has one.
void Receiver::accept(Pending&& pending, unsigned status) {
  Delivery& delivery = pending.delivery;
  delivery.status = status;
  net::Response response{status, {}, {}};
  for (const Forwarded& target : delivery.forwarded) {
    const std::string& location = target.answer.location;
    // What is no http URL may hold any bytes.
    if (status / 100 == 3 && target.answer.status == status && net::check_url(location))
      response.headers.set("Location", location);
  }
  if (pending.step.delay.count() > 0) {
    auto exchange = std::make_shared<net::Exchange>(std::move(pending.exchange));
    parts_.after(pending.step.delay,
                 [exchange, response = std::move(response)] { exchange->answer(response); });
  } else {
    pending.exchange.answer(std::move(response));
  }
  finish(std::move(pending));
}

/// Reports a delivery whose fate is known.
void Receiver::finish(Pending&& pending) {
  const Delivery& delivery = pending.delivery;
  Regard& regard = pending.regard;
  const bool is_stored = !recording_ || delivery.recorded;
  const bool is_passed_on = !parts_.forward || pending.is_passed_on;
  const std::string& webhook_id = delivery.record.webhook_id;
  if (parts_.history != nullptr && (regard.shown || pending.is_unjudged)) remember(pending);
  if (regard.shown) {
    if (is_stored && is_passed_on) attempts_.take(webhook_id);
    const bool is_last_step = !accepts(pending.step) && pending.is_last_step && is_stored;
    regard.counts =
        (net::is_success(delivery.status) || is_last_step) && attempts_.count(webhook_id);
  }
  parts_.seen(std::move(pending.delivery), regard);
}

/// Adds it to the history: a pointer where the capture has the record, else the whole of it.
void Receiver::remember(const Pending& pending) {
  const Delivery& delivery = pending.delivery;
  const std::string respond =
      delivery.misbehaviour.empty() ? "" : "--respond " + delivery.misbehaviour;
  std::vector<capture::Forwarded> answers;
  for (const Forwarded& target : delivery.forwarded)
    answers.push_back(taken_by(target, delivery.record));
  history::Fate fate;
  fate.status = delivery.status;
  fate.note = respond.empty() ? delivery.note : respond;
  fate.answers = answers;
  if (pending.place) fate.place = &*pending.place;
  parts_.history->add(delivery.record, fate);
}

}  // namespace streamctl::listener
