#include "emulator/state/state.h"

#include <array>
#include <cstdio>
#include <optional>
#include <utility>

#include "core/text.h"
#include "emulator/limits.h"
#include "emulator/operations/ringing.h"
#include "emulator/operations/routes.h"
#include "emulator/operations/users.h"
#include "emulator/operations/views.h"
#include "emulator/state/seed.h"

namespace streamctl::emulator {

namespace {

/// "0.51ms".
std::string milliseconds_text(std::chrono::nanoseconds duration) {
  std::array<char, 32> text{};
  const double milliseconds = static_cast<double>(duration.count()) / 1e6;
  const int size = std::snprintf(text.data(), text.size(), "%.2fms", milliseconds);
  return {text.data(), static_cast<std::size_t>(size)};
}

Failure injected(unsigned status) {
  return {code_of_status(status), status, "the emulator was told to fail"};
}

/// Whether the connection a request names is to watch what is answered. Stream's JavaScript client
/// names one in every request, also while that has gone and the next is not there yet.
bool may_watch(std::string_view operation, const Json& body) {
  if (operation == "QueryCalls") return body.is_object() && body.value("watch", Json()) == true;
  return operation == "GetCall" || operation == "GetOrCreateCall";
}

/// What a client tells of itself, whenever it likes: a failure meant for a test is lost on it.
bool is_telemetry(std::string_view operation) {
  return operation == "ReportClientCallEvent";
}

/// Even a request without a body may make a call with its settings.
constexpr std::size_t request_bytes_least = 1024;

/// That connection must be one of the caller's own.
std::optional<Failure> fault_of_connection(const Watchers& watchers, const Target& target,
                                           const Caller& caller) {
  const std::string id = target.parameter("connection_id");
  if (id.empty() || caller.kind != Caller::Kind::user) return std::nullopt;
  const Connection* known = watchers.find(id);
  if (known == nullptr || known->user_id != caller.user_id)
    return connection_unknown(printable(id));
  return std::nullopt;
}

}  // namespace

State::State(StateOptions options, const Clock& clock, Random random)
    : options_(std::move(options)),
      clock_(&clock),
      random_(random),
      store_(options_.store_bytes_max),
      app_(empty_app()),
      authority_(options_.api_key, options_.secret) {}

Result<State> State::make(StateOptions options, const Clock& clock, Random random) {
  State state(std::move(options), clock, random);
  if (auto begun = state.begin(); !begun) return std::move(begun).error();
  return state;
}

App State::empty_app() const {
  HookReach reach{options_.hooks_anywhere, {}};
  for (const auto* urls : {&options_.webhook_urls, &options_.queue_urls})
    reach.named.insert(urls->begin(), urls->end());
  return App(std::move(reach));
}

std::optional<Failure> State::fault_of_server(const Caller& caller,
                                              const ApiRequest& request) const {
  if (caller.kind != Caller::Kind::server || request.foreign.empty()) return std::nullopt;
  // A page can sign with the published secret, and need not sign where nothing is checked.
  if (options_.secret.reveal() != published_secret && !app_.skips_auth_checks())
    return std::nullopt;
  return not_allowed("a server's token is refused here: " + request.foreign +
                     "; use the token of a user, or start the emulator with a secret of your own "
                     "(STREAM_API_SECRET)");
}

World State::world() {
  return {store_, app_, authority_, limits_, random_, clock_->now()};
}

Result<void> State::begin() {
  for (const std::string& url : options_.webhook_urls) {
    if (auto fault = app_.add_webhook(url, clock_->now(), random_)) return usage_error(fault->text);
  }
  for (const std::string& url : options_.queue_urls) {
    if (auto fault = app_.add_queue(url, clock_->now(), random_)) return usage_error(fault->text);
  }
  app_.compress_hooks(options_.gzip);
  World world = this->world();
  return seed(world, options_.seed);
}

void State::reset() {
  store_ = Store(options_.store_bytes_max);
  app_ = empty_app();
  limits_.clear();
  authority_.forget_tokens();
  failing_ = {};
  watchers_.clear();
  // It held once, and nothing in it depends on what came between.
  (void)begin().ok();
}

void State::expire_tokens() {
  authority_.expire_tokens(clock_->now());
}

Reply State::run(const Match& match, const ApiRequest& request, ApiAnswer& answer,
                 Outcome& outcome) {
  const Target target = parse_target(request.target);
  if (auto key = authority_.check_key(target.parameter("api_key")); key.index() == 1)
    return std::get<Failure>(key);
  Caller caller;
  const Access access = match.route->access;
  const bool shows_nobody = request.is_anonymous && request.authorization.empty();
  const bool may_be_nobody = access == Access::anyone || (access == Access::viewer && shows_nobody);
  if (!may_be_nobody || !request.authorization.empty()) {
    auto known =
        authority_.check_token(request.authorization, app_.skips_auth_checks(), clock_->now());
    if (const auto* fault = std::get_if<Failure>(&known); fault != nullptr && !may_be_nobody)
      return *fault;
    if (auto* found = std::get_if<Caller>(&known)) caller = std::move(*found);
  }
  if (auto fault = fault_of_server(caller, request)) return *std::move(fault);
  answer.user_id = caller.user_id;
  if (access == Access::server && caller.kind != Caller::Kind::server)
    return not_allowed("this is for servers: use a token without user_id");
  Json body;
  if (!request.body.empty()) {
    auto parsed = parse_json(request.body, Digits::kept);
    if (!parsed) return bad_input("cannot read the body: " + parsed.error().what);
    body = *std::move(parsed);
  }
  if (!body.is_null() && !body.is_object()) return bad_input("the body is no JSON object");
  if (may_watch(match.route->operation, body)) {
    if (auto fault = fault_of_connection(watchers_, target, caller)) return *std::move(fault);
  }
  store_.room.asked(request.body.size() + request_bytes_least);
  World world = this->world();
  Turn turn{world, caller, match.parameters, target, body, outcome};
  Reply reply = match.route->run(turn);
  if (reply.index() == 1) return reply;
  for (const std::string& cid : outcome.watched_calls) {
    if (!watchers_.watch(target.parameter("connection_id"), cid))
      return bad_input("a connection watches at most " + std::to_string(watched_calls_max) +
                       " calls, and all of them " + std::to_string(watches_max));
  }
  return reply;
}

Reply State::reply_to(const ApiRequest& request, ApiAnswer& answer, Outcome& outcome,
                      DateForm& dates) {
  const Target target = parse_target(request.target);
  const Match match = match_route(request.method, target.path);
  dates = match.dates;
  if (match.route != nullptr) answer.operation = match.route->operation;
  answer.limit = limits_.count(answer.operation, clock_->now());
  if (failing_.count > 0 && !is_telemetry(answer.operation)) {
    --failing_.count;
    if (failing_.status == 429) answer.limit.remaining = 0;
    return injected(failing_.status);
  }
  if (match.route == nullptr)
    return does_not_exist("there is no " + printable(request.method) + " " +
                          printable(target.path));
  return run(match, request, answer, outcome);
}

Applied State::apply(const ApiRequest& request) {
  const SteadyTime begin = clock_->steady();
  Applied applied;
  ApiAnswer& answer = applied.answer;
  DateForm dates = DateForm::text;
  Reply reply = reply_to(request, answer, applied.outcome, dates);
  answer.duration = clock_->steady() - begin;
  const std::string duration = milliseconds_text(answer.duration);
  if (const auto* failure = std::get_if<Failure>(&reply)) {
    answer.status = failure->status;
    answer.body = json_line(error_json(*failure, answer.operation, duration));
    // What a refused request may have begun is not told.
    applied.outcome = {};
    return applied;
  }
  Json& body = std::get<Json>(reply);
  if (dates == DateForm::nanoseconds) times_to_nanoseconds(body);
  body["duration"] = duration;
  answer.status = request.method == "POST" ? 201 : 200;
  answer.body = json_line(body);
  return applied;
}

Outcome State::due(const Deadline& deadline) {
  Outcome outcome;
  World world = this->world();
  count_missed(world, deadline, outcome);
  return outcome;
}

void State::settle(const Outcome& outcome) {
  for (const std::string& cid : outcome.deleted_calls)
    watchers_.forget_call(cid);
  if (!outcome.deleted_calls.empty()) store_.room.freed();
}

}  // namespace streamctl::emulator
