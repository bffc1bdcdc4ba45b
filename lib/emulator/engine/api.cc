#include "emulator/engine/api.h"

#include <array>
#include <cstdio>
#include <exception>
#include <new>
#include <optional>
#include <utility>

#include "core/text.h"
#include "emulator/engine/form.h"
#include "emulator/limits.h"
#include "emulator/operations/ringing.h"
#include "emulator/operations/routes.h"
#include "emulator/operations/sessions.h"
#include "emulator/operations/users.h"
#include "emulator/specification/request_check.h"
#include "emulator/state/request_json.h"

namespace streamctl::emulator {

namespace {

/// "0.51ms".
std::string milliseconds_text(std::chrono::nanoseconds duration) {
  std::array<char, 32> text{};
  const double milliseconds = static_cast<double>(duration.count()) / 1e6;
  const int size = std::snprintf(text.data(), text.size(), "%.2fms", milliseconds);
  return {text.data(), static_cast<std::size_t>(size)};
}

Failure injected_failure(unsigned status) {
  return {code_of_status(status), status, "the emulator was told to fail"};
}

/// Whether the connection named in a request subscribes to the calls in the answer. Stream's
/// JavaScript client names one in every request, even while it reconnects.
bool may_watch(std::string_view operation, const Json& body) {
  if (operation == "QueryCalls") return body.is_object() && body.value("watch", Json()) == true;
  return operation == "GetCall" || operation == "GetOrCreateCall" || operation == "JoinCall";
}

/// A request without a body can still create a call with its settings.
constexpr std::size_t request_bytes_least = 1024;

/// A connection named in a request must belong to the caller.
Result<void, Failure> check_connection(const Watchers& watchers, const RequestTarget& target,
                                       const Caller& caller) {
  const std::string id = target.parameter("connection_id");
  if (id.empty() || caller.kind != Caller::Kind::user) return {};
  const Connection* known = watchers.find(id);
  if (known == nullptr || known->user_id != caller.user_id)
    return connection_unknown(printable(id));
  return {};
}

/// Refuses a server's token that a web page can have made itself.
Result<void, Failure> check_server(const State& state, const Caller& caller,
                                   const ApiRequest& request) {
  if (caller.kind != Caller::Kind::server || request.cross_origin.empty()) return {};
  // A page can sign with the published secret, and need not sign if nothing is checked.
  if (state.options.secret.reveal() != published_secret && !state.app.skips_auth_checks())
    return {};
  return not_allowed("a server's token is refused here: " + request.cross_origin +
                     "; use the token of a user, or start the emulator with a secret of your own "
                     "(STREAM_API_SECRET)");
}

Result<Caller, Failure> identify(State& state, const ApiRequest& request, Access access) {
  const bool has_token = !request.authorization.empty();
  const bool may_be_anonymous =
      access == Access::anyone || (access == Access::viewer && request.is_anonymous && !has_token);
  if (may_be_anonymous && !has_token) return Caller{};
  auto caller =
      state.authority.check_token(request.authorization, state.app.skips_auth_checks(), state.now);
  if (!caller && may_be_anonymous) return Caller{};
  if (!caller) return caller;
  if (auto good = check_user(state, *caller); !good) return std::move(good).error();
  return caller;
}

/// The body as an object; null if there is none.
Result<Json, Failure> parse_body(const ApiRequest& request) {
  if (is_form(request.content_type)) return parse_form(request.content_type, request.body);
  if (request.body.empty()) return Json();
  auto body = parse_request_json(request.body);
  if (!body) return bad_input("invalid json data: " + body.error().what);
  if (!body->is_null() && !body->is_object()) return bad_input("the body is no JSON object");
  return *std::move(body);
}

/// Subscribes the connection named in the request to the calls of the outcome.
Result<void, Failure> watch_calls(State& state, const RequestTarget& target,
                                  const Outcome& outcome) {
  for (const std::string& cid : outcome.watched_calls) {
    if (!state.watchers.watch(target.parameter("connection_id"), cid))
      return bad_input("a connection watches at most " + std::to_string(watched_calls_max) +
                       " calls, and all of them " + std::to_string(watches_max));
  }
  return {};
}

/// The first violation of the specification.
std::optional<std::string> mismatch_of(const std::string& operation, const Match& match,
                                       const ApiRequest& request, const Json& body) {
  if (auto wrong = path_mismatch(operation, match.parameters)) return wrong;
  if (auto wrong = query_mismatch(operation, request.target.query)) return wrong;
  return body_mismatch(operation, body);
}

Reply run(State& state, const Match& match, const ApiRequest& request, Applied& applied) {
  if (auto key = state.authority.check_key(request.target.parameter("api_key")); !key)
    return std::move(key).error();
  const auto caller = identify(state, request, match.route->access);
  if (!caller) return caller.error();
  if (auto good = check_server(state, *caller, request); !good) return std::move(good).error();
  applied.answer.user_id = caller->user_id;
  if (match.route->access == Access::server && caller->kind != Caller::Kind::server)
    return not_allowed("this is for servers: use a token without user_id");
  const std::string& operation = match.route->operation.name;
  const auto body = match.route->is_implemented ? parse_body(request) : Json();
  if (!body) return body.error();
  if (auto wrong = mismatch_of(operation, match, request, *body))
    return bad_input(*std::move(wrong));
  if (may_watch(operation, *body)) {
    if (auto good = check_connection(state.watchers, request.target, *caller); !good)
      return std::move(good).error();
  }
  state.store.memory.add_request(request.body.size() + request_bytes_least);
  OperationContext context{state, *caller,         match.parameters, request.target,
                           *body, applied.outcome, operation};
  Reply reply = match.route->answer(context);
  if (!reply) return reply;
  if (auto good = watch_calls(state, request.target, applied.outcome); !good)
    return std::move(good).error();
  return reply;
}

/// run(), where a defect in one operation costs that request and not the server. What the operation
/// changed before stays, as after a refusal; no assignment to a record is made by halves,
/// and the caller discards the events. Lack of memory is not a defect of an operation.
Reply run_guarded(State& state, const Match& match, const ApiRequest& request, Applied& applied) {
  try {
    return run(state, match, request, applied);
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception& error) {
    return Failure{code_of_status(500), 500,
                   "a defect of the emulator: " + printable(error.what())};
  }
}

Reply reply_to(State& state, const Match& match, const ApiRequest& request, Applied& applied) {
  ApiAnswer& answer = applied.answer;
  if (match.route != nullptr) answer.operation = match.route->operation.name;
  answer.limit = state.rate_limits.count(answer.operation, state.now);
  const Injection injected = state.injected.take(answer.operation);
  answer.latency = injected.latency;
  if (injected.status != 0) {
    if (injected.status == 429) answer.limit.remaining = 0;
    return injected_failure(injected.status);
  }
  if (match.route == nullptr)
    return does_not_exist("there is no " + printable(request.method) + " " +
                          printable(request.target.path));
  return run_guarded(state, match, request, applied);
}

}  // namespace

Applied apply(State& state, const ApiRequest& request) {
  const SteadyTime begin = state.clock->steady();
  state.read_clock();
  Applied applied;
  ApiAnswer& answer = applied.answer;
  const Match match = match_route(request.method, request.target.path);
  Reply reply = reply_to(state, match, request, applied);
  answer.duration = state.clock->steady() - begin;
  const std::string duration = milliseconds_text(answer.duration);
  if (!reply) {
    answer.status = reply.error().status;
    answer.error = error_message(reply.error(), answer.operation);
    answer.body = json_line(error_json(reply.error(), answer.operation, duration));
    // A refused operation may have recorded events before it failed: discard them.
    applied.outcome = {};
    return applied;
  }
  if (match.dates == DateForm::nanoseconds) times_to_nanoseconds(*reply);
  if (!reply->contains("duration")) (*reply)["duration"] = duration;
  answer.status = match.route->operation.status;
  answer.body = json_line(*reply);
  return applied;
}

Outcome handle_deadline(State& state, const Deadline& deadline) {
  state.read_clock();
  Outcome outcome;
  switch (deadline.kind) {
    case Deadline::Kind::missed:
      count_missed(state, deadline, outcome);
      break;
    case Deadline::Kind::idle:
      end_if_idle(state, deadline, outcome);
      break;
    case Deadline::Kind::timer:
      end_if_over(state, deadline, outcome);
      break;
  }
  return outcome;
}

void settle(State& state, const Outcome& outcome) {
  for (const std::string& cid : outcome.deleted_calls)
    state.watchers.forget_call(cid);
  if (!outcome.deleted_calls.empty()) state.store.memory.set_freed();
}

}  // namespace streamctl::emulator
