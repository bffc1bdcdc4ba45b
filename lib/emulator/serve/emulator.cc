#include "emulator/serve/emulator.h"

#include <utility>

#include <nlohmann/json.hpp>

#include "core/text.h"
#include "core/time_text.h"
#include "core/units.h"
#include "delivery/report.h"
#include "emulator/limits.h"
#include "emulator/serve/guard.h"
#include "emulator/serve/hook_channel.h"
#include "emulator/serve/queue_channel.h"
#include "emulator/state/target.h"

namespace streamctl::emulator {

namespace {

/// The dates of a socket's surface; nothing where no socket is served.
std::optional<DateForm> socket_at(std::string_view path) {
  if (path == "/video/connect") return DateForm::text;
  if (path == "/api/v2/connect") return DateForm::nanoseconds;
  return std::nullopt;
}

/// Of a request that no operation has looked at yet.
Json request_line(WallTime now, const std::string& method, const std::string& target,
                  unsigned status) {
  return {{"kind", "request"},
          {"at", rfc3339_micros(now)},
          {"method", printable(method)},
          {"path", printable(parse_target(target).path)},
          {"operation", nullptr},
          {"user_id", nullptr},
          {"status", status},
          {"duration_ms", 0.0},
          {"events", Json::array()}};
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

}  // namespace

Result<std::unique_ptr<Emulator>> Emulator::open(EmulatorOptions options, const Clock& clock,
                                                 Random random, Observer observer) {
  auto state = State::make(options.state, clock, Random(random.next()));
  if (!state) return std::move(state).error();
  std::unique_ptr<Emulator> made(
      new Emulator(std::move(options), *std::move(state), clock, random, std::move(observer)));
  net::ServerHandlers handlers;
  handlers.request = [self = made.get()](net::Request&& request, net::Exchange exchange) {
    self->request(std::move(request), std::move(exchange));
  };
  handlers.refused = [self = made.get()](const net::Refusal& refusal) { self->refused(refusal); };
  auto server = net::Server::listen(made->options_.server, std::move(handlers));
  if (!server) return std::move(server).error();
  made->server_ = *std::move(server);
  return made;
}

Emulator::Emulator(EmulatorOptions options, State state, const Clock& clock, Random random,
                   Observer observer)
    : options_(std::move(options)),
      clock_(clock),
      random_(random),
      observer_(std::move(observer)),
      state_(std::move(state)),
      hub_(state_, clock, [this](Json&& line) { note(std::move(line)); }),
      control_({state_, hub_, journal_, [this](Outcome&& outcome) { dispatch(std::move(outcome)); },
                [this] { reset(); }}) {}

Emulator::~Emulator() = default;

void Emulator::run() {
  server_->post([this] { sweep(); });
  server_->run({});
  const SteadyTime until = clock_.steady() + delivery_grace;
  for (auto& [url, way] : ways_)
    way.channel->close(until);
  ways_.clear();
  tell_finished();
}

void Emulator::tell_finished() {
  std::vector<Json> lines;
  {
    const std::lock_guard lock(finished_mutex_);
    lines.swap(finished_);
  }
  for (Json& line : lines)
    note(std::move(line));
}

void Emulator::sweep() {
  hub_.sweep();
  server_->after(sweep_every, [this] { sweep(); });
}

void Emulator::note(Json&& line) {
  observer_(line);
  journal_.push_back(std::move(line));
  if (journal_.size() > journal_entries_max) journal_.pop_front();
}

void Emulator::request(net::Request&& request, net::Exchange exchange) {
  const Target target = parse_target(request.target);
  if (target.path.starts_with(control_prefix)) return exchange.answer(control(request));
  if (net::is_web_socket_request(request)) {
    if (const auto dates = socket_at(target.path))
      return hub_.accept(std::move(exchange), request, *dates);
  }
  if (request.method == "OPTIONS") return exchange.answer(preflight(request));
  answer_api(request, std::move(exchange));
}

void Emulator::refused(const net::Refusal& refusal) {
  Json line = request_line(clock_.now(), refusal.method, refusal.target, refusal.status);
  line["error"] = refusal.why;
  note(std::move(line));
}

net::Response Emulator::control(const net::Request& request) {
  const auto why = why_foreign(request, options_.server.host);
  if (!why) return control_.answer(request);
  const std::string message = "web pages may not drive the emulator: " + *why;
  refused({403, message, request.method, request.target, request.remote});
  return control_error(403, message);
}

void Emulator::reset() {
  hub_.drop(1001, "");
  state_.reset();
  journal_.clear();
  ++epoch_;
}

void Emulator::answer_api(const net::Request& request, net::Exchange exchange) {
  const std::string* authorization = request.headers.find("Authorization");
  const std::string* type = request.headers.find("stream-auth-type");
  Applied applied =
      state_.apply({request.method, request.target, authorization == nullptr ? "" : *authorization,
                    request.body, type != nullptr && *type == "anonymous",
                    why_foreign(request, options_.server.host).value_or("")});
  const ApiAnswer& answer = applied.answer;
  exchange.answer(response_of(answer));
  Json line = request_line(clock_.now(), request.method, request.target, answer.status);
  if (!answer.operation.empty()) line["operation"] = answer.operation;
  if (!answer.user_id.empty()) line["user_id"] = printable(answer.user_id);
  line["duration_ms"] = milliseconds_of(answer.duration);
  if (answer.status >= 400)
    line["error"] = parse_json(answer.body)->value("message", std::string());
  for (const Event& event : applied.outcome.events)
    line["events"].push_back(event.type);
  note(std::move(line));
  dispatch(std::move(applied.outcome));
}

void Emulator::later(std::chrono::nanoseconds delay, std::function<void()> task) {
  if (delayed_ >= events_delayed_max) return;
  ++delayed_;
  server_->after(delay, [this, epoch = epoch_, task = std::move(task)] {
    --delayed_;
    if (epoch == epoch_) task();
  });
}

void Emulator::dispatch(Outcome&& outcome) {
  for (Event& event : outcome.events) {
    if (event.after.count() == 0) {
      send(event);
    } else {
      const auto delay = event.after;
      later(delay, [this, event = std::move(event)] { send(event); });
    }
  }
  for (const Deadline& deadline : outcome.deadlines)
    later(deadline.after, [this, deadline] { dispatch(state_.due(deadline)); });
  state_.settle(outcome);
}

void Emulator::send(const Event& event) {
  hub_.deliver(event);
  send_to_hooks(event);
}

void Emulator::send_to_hooks(const Event& event) {
  const auto targets = state_.app().targets_of(event.type);
  if (targets.empty()) return;
  const auto body = std::make_shared<const std::string>(json_line(event.body));
  for (const HookTarget& target : targets) {
    delivery::Outgoing outgoing;
    outgoing.webhook_id = random_.uuid();
    outgoing.type = event.type;
    outgoing.call_cid = event.call_cid;
    outgoing.body = body;
    outgoing.gzip = target.gzip;
    Way* way = way_to(target);
    if (way != nullptr && way->send(std::move(outgoing), backlog_)) continue;
    note({{"kind", "dropped"},
          {"at", rfc3339_micros(clock_.now())},
          {"type", event.type},
          {"url", printable(target.url)},
          {"error", way == nullptr ? "it cannot be reached: check its URL and credentials"
                                   : "too much waits for this URL, or for all of them"}});
  }
}

bool Emulator::Way::send(delivery::Outgoing&& outgoing, Backlog& all) {
  auto held = all.hold(std::move(outgoing.body));
  if (held != nullptr) held = backlog.hold(std::move(held));
  if (held == nullptr) return false;
  outgoing.body = std::move(held);
  return channel->send(std::move(outgoing));
}

Emulator::Way* Emulator::way_to(const HookTarget& target) {
  const auto found = ways_.find(target.url);
  if (found != ways_.end()) return &found->second;
  if (ways_.size() >= hook_channels_max) return nullptr;
  auto channel = make_channel(target);
  if (channel == nullptr) return nullptr;
  Way& way = ways_[target.url];
  way.channel = std::move(channel);
  return &way;
}

std::unique_ptr<Channel> Emulator::make_channel(const HookTarget& target) {
  auto done = [this, url = target.url](delivery::Delivery&& delivery) {
    Json line = delivery::to_json(delivery);
    line["url"] = printable(url);
    {
      const std::lock_guard lock(finished_mutex_);
      finished_.push_back(std::move(line));
    }
    server_->post([this] { tell_finished(); });
  };
  if (target.is_queue) {
    if (!options_.open_queue) return nullptr;
    auto client = options_.open_queue(target);
    if (!client) return nullptr;
    return std::make_unique<QueueChannel>(*std::move(client), clock_, Random(random_.next()),
                                          std::move(done));
  }
  delivery::Target to = options_.webhook;
  to.url = target.url;
  to.api_key = options_.state.api_key;
  to.secret = options_.state.secret;
  return std::make_unique<HookChannel>(std::move(to), options_.policy, clock_, std::move(done));
}

}  // namespace streamctl::emulator
