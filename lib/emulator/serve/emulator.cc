#include "emulator/serve/emulator.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <utility>

#include "emulator/engine/api.h"
#include "emulator/engine/saved_state.h"
#include "emulator/engine/start.h"
#include "emulator/engine/timeline.h"
#include "emulator/limits.h"
#include "emulator/serve/cross_origin.h"

namespace streamctl::emulator {

namespace {

/// The form of dates on the socket at `path`; nothing if no socket is served there.
std::optional<DateForm> socket_at(std::string_view path) {
  if (path == "/video/connect") return DateForm::text;
  if (path == "/api/v2/connect") return DateForm::nanoseconds;
  return std::nullopt;
}

net::Response response_of(const ApiAnswer& answer) {
  net::Response response;
  response.status = answer.status;
  response.body = answer.body;
  response.headers = {{"Content-Type", "application/json"},
                      {"X-RateLimit-Limit", std::to_string(answer.limit.limit)},
                      {"X-RateLimit-Remaining", std::to_string(answer.limit.remaining)},
                      {"X-RateLimit-Reset", std::to_string(answer.limit.reset)}};
  if (answer.status == 429) response.headers.add("Retry-After", "1");
  allow_any_origin(response.headers);
  return response;
}

/// An uploaded file. A page among them must not act as one of the emulator's own: its origin is
/// made opaque, and it runs no script.
net::Response file_at(const Store& store, const RequestTarget& target) {
  const std::string rest = target.path.substr(files_prefix.size());
  const auto found = store.files.find(rest.substr(0, rest.find('/')));
  net::Response response;
  response.status = found == store.files.end() ? 404 : 200;
  response.headers = {{"X-Content-Type-Options", "nosniff"},
                      {"Content-Security-Policy", "sandbox; default-src 'none'"}};
  allow_any_origin(response.headers);
  if (found == store.files.end()) return response;
  response.headers.add("Content-Type", found->second.type);
  response.body = found->second.bytes;
  return response;
}

bool is_long_poll(std::string_view operation) {
  return operation == "LongPoll" || operation == "VideoConnect";
}

/// Of a request to the API. A saved state may be larger.
constexpr std::size_t body_bytes_max = std::size_t{5} * 1024 * 1024;

HookOptions hook_options(const EmulatorOptions& options) {
  HookOptions hooks = options.hooks;
  hooks.webhook.api_key = options.state.api_key;
  hooks.webhook.secret = options.state.secret;
  return hooks;
}

}  // namespace

Result<std::unique_ptr<Emulator>> Emulator::open(EmulatorOptions options, const Clock& clock,
                                                 Random random, Observer observer) {
  auto time = std::make_unique<SettableClock>(clock);
  auto state = make_state(options.state, *time, Random(random.next()));
  if (!state) return std::move(state).error();
  std::unique_ptr<Emulator> made(new Emulator(options, std::move(time), *std::move(state), clock,
                                              random, std::move(observer)));
  net::ServerHandlers handlers;
  handlers.request = [self = made.get()](net::Request&& request, net::Exchange exchange) {
    self->request(std::move(request), std::move(exchange));
  };
  handlers.refused = [self = made.get()](const net::Refusal& refusal) {
    self->report_refused(refusal);
  };
  options.server.limits.body_bytes_max = saved_bytes_max;
  auto server = net::Server::listen(std::move(options.server), std::move(handlers));
  if (!server) return std::move(server).error();
  made->server_ = *std::move(server);
  return made;
}

Emulator::Emulator(const EmulatorOptions& options, std::unique_ptr<SettableClock> time, State state,
                   const Clock& clock, Random random, Observer observer)
    : host_(options.server.host),
      clock_(clock),
      observer_(std::move(observer)),
      time_(std::move(time)),
      state_(std::move(state)),
      hub_(
          state_, clock, [this](SocketActivity&& activity) { report(std::move(activity)); },
          [this](Outcome&& outcome) { dispatch(std::move(outcome)); }),
      control_({state_, hub_, journal_, [this](Outcome&& outcome) { dispatch(std::move(outcome)); },
                [this] { reset(); }, *time_,
                [this](const ClockChange& change) { return change_clock(change); },
                [this](const Json& saved) { return load(saved); }}),
      hooks_(hook_options(options), clock, random, [this](DeliveryActivity&& activity) {
        {
          const std::lock_guard lock(delivered_mutex_);
          delivered_.push_back(std::move(activity));
        }
        server_->post([this] { report_delivered(); });
      }) {}

Emulator::~Emulator() = default;

void Emulator::run() {
  server_->post([this] { sweep(); });
  server_->run({});
  hooks_.close(clock_.steady() + delivery_grace);
  report_delivered();
}

void Emulator::stop() {
  server_->post([this] {
    hub_.end_polls();
    server_->stop();
  });
}

void Emulator::sweep() {
  hub_.sweep();
  server_->after(sweep_every, [this] { sweep(); });
}

void Emulator::report(Activity&& activity) {
  observer_(activity);
  // The journal would keep a thousand of them.
  if (auto* made = std::get_if<DeliveryActivity>(&activity)) made->delivery.body.reset();
  journal_.push_back(std::move(activity));
  if (journal_.size() > journal_entries_max) journal_.pop_front();
}

void Emulator::report_refused(const net::Refusal& refusal) {
  RequestActivity activity;
  activity.at = clock_.now();
  activity.method = refusal.method;
  activity.path = parse_request_target(refusal.target).path;
  activity.status = refusal.status;
  activity.error = refusal.why;
  report(std::move(activity));
}

void Emulator::report_delivered() {
  std::vector<DeliveryActivity> delivered;
  {
    const std::lock_guard lock(delivered_mutex_);
    delivered.swap(delivered_);
  }
  for (DeliveryActivity& one : delivered)
    report(std::move(one));
}

void Emulator::request(net::Request&& request, net::Exchange exchange) {
  RequestTarget target = parse_request_target(request.target);
  if (target.path.starts_with(control_prefix)) return control(request, target, std::move(exchange));
  if (request.body.size() > body_bytes_max) {
    const Failure failure{code_of_status(413), 413, "the body is larger than 5 MiB"};
    report_refused({413, failure.text, request.method, request.target, request.remote});
    return exchange.answer(response_of({413, json_line(error_json(failure, "", "0.01ms"))}));
  }
  if (net::is_web_socket_request(request)) {
    if (const auto dates = socket_at(target.path))
      return hub_.accept(std::move(exchange), request, target.parameter("api_key"), *dates);
  }
  if (request.method == "OPTIONS") return exchange.answer(preflight(request));
  if (request.method == "GET" && target.path.starts_with(files_prefix))
    return exchange.answer(file_at(state_.store, target));
  if (request.method == "PUT" && target.path.starts_with(imports_prefix))
    return exchange.answer({});
  target.host = request.headers.value("Host");
  answer_api(std::move(request), std::move(target), std::move(exchange));
}

void Emulator::control(const net::Request& request, const RequestTarget& target,
                       net::Exchange exchange) {
  if (const auto why = why_cross_origin(request, host_)) {
    const std::string message = "web pages may not drive the emulator: " + *why;
    report_refused({403, message, request.method, request.target, request.remote});
    return exchange.answer(control_error(403, "foreign_origin", message));
  }
  const std::string_view action = std::string_view(target.path).substr(control_prefix.size());
  if (request.method == "GET") {
    if (auto write = control_.copy_for(action))
      return state_writer_.answer(std::move(write), std::move(exchange));
  }
  exchange.answer(control_.answer(request, target));
}

net::Response Emulator::drive(const std::string& method, const std::string& action,
                              std::string body) {
  net::Request request;
  request.method = method;
  request.target = std::string(control_prefix) + action;
  request.headers = {{"Content-Type", "application/json"}};
  request.body = std::move(body);
  return control_.answer(request, parse_request_target(request.target));
}

void Emulator::reset() {
  hub_.drop(1001, "");
  time_->restore();
  armed_for_.reset();
  emulator::reset(state_);
  journal_.clear();
}

Result<void> Emulator::load(const Json& saved) {
  if (auto loaded = load_state(state_, *time_, saved); !loaded) return loaded;
  hub_.drop(1001, "");
  armed_for_.reset();
  arm();
  return {};
}

std::size_t Emulator::change_clock(const ClockChange& change) {
  std::size_t happened = 0;
  if (change.to) {
    happened = move_time(state_, *time_, *change.to,
                         [this](Outcome&& outcome) { dispatch(std::move(outcome)); });
  }
  if (change.frozen.value_or(false)) time_->freeze();
  if (!change.frozen.value_or(true)) time_->run();
  hub_.close_unfit();
  armed_for_.reset();
  arm();
  return happened;
}

void Emulator::answer_api(net::Request&& request, RequestTarget&& target, net::Exchange exchange) {
  const ApiRequest api_request{request.method,
                               std::move(target),
                               request.headers.value("Authorization"),
                               std::move(request.body),
                               request.headers.value("stream-auth-type") == "anonymous",
                               why_cross_origin(request, host_).value_or(""),
                               request.headers.value("Content-Type")};
  Applied applied = apply(state_, api_request);
  ApiAnswer& answer = applied.answer;
  const bool is_poll = answer.status == 200 && is_long_poll(answer.operation);
  if (is_poll && answer.latency.count() > 0) {
    server_->after(answer.latency, [this, target = api_request.target, operation = answer.operation,
                                    authorization = api_request.authorization,
                                    exchange = std::move(exchange)]() mutable {
      answer_poll(target, authorization, std::move(exchange), operation);
    });
  } else if (is_poll) {
    const auto refused = answer_poll(api_request.target, api_request.authorization,
                                     std::move(exchange), answer.operation);
    if (refused) {
      answer.status = refused->status;
      answer.error = error_message(*refused, answer.operation);
    }
  }
  RequestActivity activity;
  activity.at = clock_.now();
  activity.method = api_request.method;
  activity.path = api_request.target.path;
  activity.operation = answer.operation;
  activity.user_id = answer.user_id;
  activity.status = answer.status;
  activity.duration = answer.duration + answer.latency;
  activity.error = answer.error;
  for (const Event& event : applied.outcome.events)
    activity.events.push_back(event.type);
  report(std::move(activity));
  dispatch(std::move(applied.outcome));
  // Last, so that the events of a request are on their way once it is answered.
  if (!is_poll) answer_after(answer.latency, response_of(answer), std::move(exchange));
}

std::optional<Failure> Emulator::answer_poll(const RequestTarget& target,
                                             const std::string& authorization,
                                             net::Exchange exchange, const std::string& operation) {
  const DateForm dates =
      target.path.starts_with("/api/v2") ? DateForm::nanoseconds : DateForm::text;
  auto refused = hub_.poll(exchange, target, authorization, dates);
  if (refused)
    exchange.answer(
        poll_response(refused->status, json_line(error_json(*refused, operation, "0.10ms"))));
  return refused;
}

void Emulator::answer_after(std::chrono::nanoseconds delay, net::Response&& response,
                            net::Exchange exchange) {
  if (delay.count() == 0) return exchange.answer(std::move(response));
  server_->after(delay, [exchange = std::move(exchange), response = std::move(response)]() mutable {
    exchange.answer(std::move(response));
  });
}

void Emulator::arm() {
  const auto next = state_.schedule.next();
  if (!next || time_->is_frozen() || (armed_for_ && *armed_for_ <= *next)) return;
  armed_for_ = next;
  const auto delay = std::max(std::chrono::nanoseconds(0), between(time_->now(), *next));
  server_->after(delay, [this, timer = ++timers_] {
    if (timer != timers_ || time_->is_frozen()) return;
    armed_for_.reset();
    while (auto outcome = take_due(state_))
      dispatch(*std::move(outcome));
    arm();
  });
}

void Emulator::dispatch(Outcome&& outcome) {
  defer(state_, outcome);
  for (const Event& event : outcome.events)
    send(event);
  if (outcome.changes_access) hub_.close_unfit();
  settle(state_, outcome);
  arm();
}

void Emulator::send(const Event& event) {
  hub_.deliver(event);
  for (DroppedActivity& dropped : hooks_.send(event, state_.app.targets_of(event.type)))
    report(std::move(dropped));
}

}  // namespace streamctl::emulator
