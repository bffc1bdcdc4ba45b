#include "stream/client.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/text.h"
#include "core/units.h"
#include "net/status.h"
#include "stream/api_error.h"

namespace streamctl::stream {

using std::chrono::nanoseconds;

namespace {

constexpr nanoseconds longest_poll = std::chrono::seconds{60};  // Relevant events wake it.
constexpr unsigned too_many_requests = 429;

struct Flight {
  Operation operation;
  std::function<void(net::HttpOutcome&&)> came;
  int attempts = 0;
  nanoseconds waited{0};
};

Result<Answer> read_answer(net::HttpOutcome&& outcome, const std::string& url) {
  const bool is_success =
      outcome.kind == net::HttpOutcome::Kind::answered && net::is_success(outcome.status);
  if (!is_success) return error_of(outcome, url);
  if (outcome.body_cut)
    return refused_error("the answer of " + printable(url) + " is larger than " +
                         size_text(outcome.body.size()));
  Answer answer{outcome.status, Json::object(), std::move(outcome.headers), outcome.duration};
  if (trimmed(outcome.body).empty()) return answer;
  auto body = parse_json(outcome.body, Digits::kept);
  if (!body || !body->is_object()) return error_of(outcome, url);
  answer.body = *std::move(body);
  return answer;
}

}  // namespace

struct Client::State {
  State(Options client_options, Observer client_observer, const Clock& client_clock,
        Random& client_random)
      : options(std::move(client_options)),
        observer(std::move(client_observer)),
        clock(client_clock),
        random(client_random),
        http(options.connections_max) {}

  void post(std::shared_ptr<Flight> flight);
  void answered(const std::shared_ptr<Flight>& flight, const net::HttpRequest& request,
                net::HttpOutcome&& outcome);
  bool waits_for_limit(const std::shared_ptr<Flight>& flight, const net::HttpOutcome& outcome);
  void post_waiting();

  Options options;
  Observer observer;
  const Clock& clock;
  Random& random;
  std::vector<std::shared_ptr<Flight>> waiting;  ///< Flights waiting for `limited_until`.
  SteadyTime limited_until{};
  net::HttpMulti http;  ///< Last member: destroyed first, with its callbacks.
};

void Client::State::post(std::shared_ptr<Flight> flight) {
  ++flight->attempts;
  auto request = http_request(options.access, flight->operation, random.uuid());
  // Shared: std::function must be copyable, and a request is large to copy.
  auto sent = std::make_shared<const net::HttpRequest>(request);
  http.start(std::move(request), [this, flight = std::move(flight), sent](net::HttpOutcome&& came) {
    answered(flight, *sent, std::move(came));
  });
}

void Client::State::answered(const std::shared_ptr<Flight>& flight, const net::HttpRequest& request,
                             net::HttpOutcome&& outcome) {
  if (observer.exchanged) observer.exchanged(request, outcome);
  if (waits_for_limit(flight, outcome)) return;
  flight->came(std::move(outcome));
}

/// Returns whether the operation hit a rate limit worth waiting for, and if so queues it.
bool Client::State::waits_for_limit(const std::shared_ptr<Flight>& flight,
                                    const net::HttpOutcome& outcome) {
  if (outcome.kind != net::HttpOutcome::Kind::answered || outcome.status != too_many_requests)
    return false;
  const auto error = read_api_error(outcome.body, outcome.status);
  if (error && error->unrecoverable) return false;
  const RateLimit limit = read_rate_limit(outcome.headers);
  const auto wait =
      rate_limit_wait(limit, flight->attempts, flight->waited, clock.now(), options.rate_limits);
  if (!wait) return false;
  flight->waited += *wait;
  const SteadyTime until = clock.steady() + *wait;
  if (waiting.empty() && observer.waits) observer.waits(*wait, !limit.says_when());
  limited_until = std::max(limited_until, until);
  waiting.push_back(flight);
  return true;
}

void Client::State::post_waiting() {
  if (waiting.empty() || clock.steady() < limited_until) return;
  for (auto& flight : std::exchange(waiting, {}))
    post(std::move(flight));
}

Client::Client(Options options, Observer observer, const Clock& clock, Random& random)
    : state_(std::make_unique<State>(std::move(options), std::move(observer), clock, random)) {}

Client::~Client() = default;

void Client::start(Operation operation, Done done) {
  std::string url = url_shown(state_->options.access, operation);
  launch(std::move(operation),
         [url = std::move(url), done = std::move(done)](net::HttpOutcome&& outcome) {
           done(read_answer(std::move(outcome), url));
         });
}

void Client::launch(Operation operation, Came came) {
  auto flight = std::make_shared<Flight>(Flight{std::move(operation), std::move(came), 0, {}});
  if (state_->waiting.empty())
    state_->post(std::move(flight));
  else
    state_->waiting.push_back(std::move(flight));
}

std::size_t Client::in_flight() const {
  return state_->http.in_flight() + state_->waiting.size();
}

void Client::poll(nanoseconds wait) {
  state_->post_waiting();
  if (!state_->waiting.empty())
    wait = std::min(wait, std::max(nanoseconds{0}, state_->limited_until - state_->clock.steady()));
  state_->http.poll(wait);
  state_->post_waiting();
}

void Client::wake() {
  state_->http.wake();
}

Result<Answer> Client::call(Operation operation, const std::stop_token& stop) {
  const std::string url = url_shown(state_->options.access, operation);
  auto outcome = exchange(std::move(operation), stop);
  if (!outcome) return std::move(outcome).error();
  return read_answer(*std::move(outcome), url);
}

std::pair<Result<Answer>, Result<Answer>> Client::call_both(Operation first, Operation second,
                                                            const std::stop_token& stop) {
  std::pair<Result<Answer>, Result<Answer>> answers{refused_error("interrupted"),
                                                    refused_error("interrupted")};
  start(std::move(first), [&](Result<Answer>&& came) { answers.first = std::move(came); });
  start(std::move(second), [&](Result<Answer>&& came) { answers.second = std::move(came); });
  await_all(stop);
  return answers;
}

Result<net::HttpOutcome> Client::exchange(Operation operation, const std::stop_token& stop) {
  std::optional<net::HttpOutcome> outcome;
  launch(std::move(operation), [&](net::HttpOutcome&& came) { outcome = std::move(came); });
  await_all(stop);
  if (!outcome) return refused_error("interrupted");
  return *std::move(outcome);
}

/// Runs until nothing is in flight; a stop abandons what is.
void Client::await_all(const std::stop_token& stop) {
  const std::stop_callback waker(stop, [this] { wake(); });
  SteadyTime begin = state_->clock.steady();
  bool is_slow = false;
  while (in_flight() > 0 && !stop.stop_requested()) {
    poll(is_slow ? longest_poll : patience);
    if (!state_->waiting.empty()) begin = state_->clock.steady();
    if (in_flight() == 0 || is_slow || state_->clock.steady() - begin < patience) continue;
    is_slow = true;
    if (state_->observer.slow) state_->observer.slow();
  }
  if (in_flight() == 0) return;
  state_->waiting.clear();
  state_->http.abandon();
}

}  // namespace streamctl::stream
