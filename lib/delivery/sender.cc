#include "delivery/sender.h"

#include <algorithm>
#include <cassert>
#include <optional>
#include <queue>
#include <string>
#include <utility>
#include <vector>

namespace streamctl::delivery {

namespace {

struct Flight {
  Outgoing outgoing;
  Envelope envelope;
  std::vector<Attempt> attempts;  ///< The last is in flight while `is_posted`.
  SteadyTime began;
  nanoseconds timeout{};
  bool is_active = false;
  bool is_posted = false;
};

/// A retry that is not due yet.
struct Due {
  SteadyTime at;
  Flight* flight;
  bool operator>(const Due& other) const { return at > other.at; }
};

}  // namespace

struct Sender::State {
  State(SenderOptions sender_options, Observer sender_observer, const Clock& sender_clock)
      : options(std::move(sender_options)),
        observer(std::move(sender_observer)),
        clock(sender_clock),
        sealer(options.target),
        http(options.concurrency) {
    request.url = options.target.url;
    request.response_bytes_max = options.response_bytes_max;
    request.keeps_headers = observer.exchanged != nullptr;
    request.trust = options.target.trust;
  }

  Flight& idle_flight();
  void post(Flight& flight);
  void answered(Flight& flight, net::HttpOutcome&& outcome);
  void finish(Flight& flight, bool delivered, bool is_cut = false);
  void post_due();

  SenderOptions options;
  Observer observer;
  const Clock& clock;
  Sealer sealer;
  net::HttpRequest request;  ///< What all have in common; the rest is the latest one's.
  std::vector<std::unique_ptr<Flight>> flights;
  std::vector<Flight*> idle;
  std::priority_queue<Due, std::vector<Due>, std::greater<>> due;
  std::size_t in_flight = 0;
  net::HttpMulti http;  ///< Last: destroyed before anything that its callbacks use.
};

Flight& Sender::State::idle_flight() {
  if (idle.empty()) {
    flights.push_back(std::make_unique<Flight>());
    return *flights.back();
  }
  Flight& flight = *idle.back();
  idle.pop_back();
  return flight;
}

void Sender::State::post(Flight& flight) {
  const SteadyTime now = clock.steady();
  if (flight.attempts.empty()) flight.began = now;
  Attempt attempt;
  attempt.number = static_cast<int>(flight.attempts.size()) + 1;
  attempt.at = clock.now();
  attempt.offset = now - flight.began;
  if (attempt.number > 1) sealer.number(flight.envelope, flight.outgoing, attempt.number);
  flight.attempts.push_back(std::move(attempt));
  flight.is_posted = true;

  request.headers = std::move(flight.envelope.headers);
  request.body = flight.envelope.body;
  request.timeout = flight.timeout;
  request.connect_timeout = std::min(options.target.connect_timeout, flight.timeout);
  http.start(request,
             [this, &flight](net::HttpOutcome&& outcome) { answered(flight, std::move(outcome)); });
  flight.envelope.headers = std::move(request.headers);
}

void Sender::State::answered(Flight& flight, net::HttpOutcome&& outcome) {
  flight.is_posted = false;
  if (observer.exchanged) observer.exchanged(flight.envelope, outcome);
  Attempt& attempt = flight.attempts.back();
  conclude(attempt, std::move(outcome));
  if (observer.attempted) observer.attempted(flight.outgoing, attempt);
  if (attempt.outcome == Outcome::ok) return finish(flight, true);

  const SteadyTime now = clock.steady();
  const auto next = next_attempt(options.policy, attempt.number, attempt.outcome, attempt.status,
                                 now - flight.began);
  if (!next) return finish(flight, false);
  flight.timeout = next->timeout;
  if (next->delay > nanoseconds{0})
    due.push({now + next->delay, &flight});
  else
    post(flight);
}

void Sender::State::finish(Flight& flight, bool delivered, bool is_cut) {
  Delivery delivery{std::move(flight.outgoing.webhook_id),
                    std::move(flight.outgoing.type),
                    std::move(flight.outgoing.call_cid),
                    delivered,
                    std::move(flight.attempts),
                    flight.outgoing.tag,
                    is_cut,
                    std::move(flight.outgoing.body)};
  flight.attempts.clear();
  flight.is_active = false;
  idle.push_back(&flight);
  --in_flight;
  observer.finished(std::move(delivery));
}

void Sender::State::post_due() {
  while (!due.empty() && due.top().at <= clock.steady()) {
    Flight& flight = *due.top().flight;
    due.pop();
    post(flight);
  }
}

Sender::Sender(SenderOptions options, Observer observer, const Clock& clock)
    : state_(std::make_unique<State>(std::move(options), std::move(observer), clock)) {
  assert(state_->options.concurrency > 0 && state_->observer.finished);
}

Sender::~Sender() = default;

std::size_t Sender::room() const {
  return state_->options.concurrency - state_->in_flight;
}

std::size_t Sender::in_flight() const {
  return state_->in_flight;
}

void Sender::send(Outgoing outgoing) {
  assert(has_room());
  Flight& flight = state_->idle_flight();
  ++state_->in_flight;
  flight.outgoing = std::move(outgoing);
  flight.envelope = state_->sealer.seal(flight.outgoing, std::move(flight.envelope));
  flight.timeout = first_timeout(state_->options.policy);
  flight.is_active = true;
  state_->post(flight);
}

void Sender::poll(std::chrono::nanoseconds wait) {
  state_->post_due();
  if (!state_->due.empty())
    wait = std::clamp(state_->due.top().at - state_->clock.steady(), nanoseconds{0}, wait);
  state_->http.poll(wait);
  state_->post_due();
}

void Sender::wake() {
  state_->http.wake();
}

void Sender::cut() {
  state_->http.abandon();
  state_->due = {};
  // By index: a callback must not send, but if it did, iterators would dangle.
  for (std::size_t i = 0; i < state_->flights.size(); ++i) {
    Flight& flight = *state_->flights[i];
    if (!flight.is_active) continue;
    if (flight.is_posted) {
      Attempt& attempt = flight.attempts.back();
      attempt.outcome = Outcome::network;
      attempt.duration = state_->clock.steady() - flight.began - attempt.offset;
      attempt.error = "interrupted";
      flight.is_posted = false;
    }
    state_->finish(flight, false, true);
  }
}

}  // namespace streamctl::delivery
