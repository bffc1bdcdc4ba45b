#include "check/probe.h"

#include <memory>
#include <utility>

#include "net/status.h"
#include "webhook/delivery_headers.h"

namespace streamctl::check {
namespace {

constexpr std::size_t connections_max = 64;

}  // namespace

bool accepted(const net::HttpOutcome& outcome) {
  return outcome.kind == net::HttpOutcome::Kind::answered && net::is_success(outcome.status);
}

delivery::Attempt attempt_of(net::HttpOutcome outcome) {
  delivery::Attempt attempt;
  delivery::conclude(attempt, std::move(outcome));
  return attempt;
}

Probe::Probe(ProbeOptions options, Material material, Random& random)
    : options_(std::move(options)),
      material_(std::move(material)),
      random_(random),
      sealer_(options_.target),
      signer_(options_.target.secret),
      http_(connections_max) {}

delivery::Envelope Probe::sealed(std::string body, bool gzip) {
  delivery::Outgoing outgoing;
  outgoing.webhook_id = random_.uuid();
  outgoing.body = std::make_shared<const std::string>(std::move(body));
  outgoing.gzip = gzip;
  return sealer_.seal(outgoing);
}

delivery::Envelope Probe::as_attempt(delivery::Envelope envelope, int number) {
  envelope.headers.set(std::string(webhook::webhook_attempt_header), std::to_string(number));
  return envelope;
}

net::HttpRequest Probe::request(std::string method, const delivery::Envelope& envelope) const {
  net::HttpRequest request;
  request.method = std::move(method);
  request.url = options_.target.url;
  request.headers = envelope.headers;
  request.body = envelope.body;
  request.timeout = options_.timeout;
  request.connect_timeout = options_.target.connect_timeout;
  request.trust = options_.target.trust;
  return request;
}

net::HttpOutcome Probe::post(const delivery::Envelope& envelope) {
  return send("POST", envelope);
}

net::HttpOutcome Probe::send(std::string method, const delivery::Envelope& envelope) {
  net::HttpOutcome outcome;
  http_.start(request(std::move(method), envelope),
              [&](net::HttpOutcome&& came) { outcome = std::move(came); });
  wait(http_);
  note(outcome);
  return outcome;
}

std::vector<net::HttpOutcome> Probe::post_together(
    const std::vector<delivery::Envelope>& envelopes) {
  std::vector<net::HttpOutcome> outcomes(envelopes.size());
  for (std::size_t i = 0; i < envelopes.size(); ++i) {
    http_.start(request("POST", envelopes[i]),
                [&outcomes, i](net::HttpOutcome&& came) { outcomes[i] = std::move(came); });
  }
  wait(http_);
  for (const auto& outcome : outcomes)
    note(outcome);
  return outcomes;
}

net::HttpOutcome Probe::post_under(const net::Trust& trust, const delivery::Envelope& envelope) {
  auto alone = request("POST", envelope);
  alone.trust = trust;
  net::HttpOutcome outcome;
  net::HttpMulti http(1);  // A new connection: a kept one may be trusted differently.
  http.start(std::move(alone), [&](net::HttpOutcome&& came) { outcome = std::move(came); });
  wait(http);
  return outcome;
}

void Probe::wait(net::HttpMulti& http) {
  const std::stop_callback wake(options_.stop, [&http] { http.wake(); });
  while (http.in_flight() > 0 && !options_.stop.stop_requested())
    http.poll(options_.timeout);
  http.abandon();
}

void Probe::note(const net::HttpOutcome& outcome) {
  unanswered_ = outcome.kind == net::HttpOutcome::Kind::answered ? 0 : unanswered_ + 1;
}

}  // namespace streamctl::check
