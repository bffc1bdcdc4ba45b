#include "emulator/engine/sockets.h"

#include <chrono>
#include <utility>

#include "core/text.h"
#include "emulator/limits.h"
#include "emulator/operations/sessions.h"
#include "emulator/operations/users.h"
#include "emulator/operations/views.h"
#include "emulator/state/field_reader.h"
#include "emulator/state/request_json.h"
#include "emulator/state/user_id.h"

namespace streamctl::emulator {

namespace {

constexpr std::size_t products_max = 10;
constexpr std::size_t token_bytes_max = std::size_t{64} * 1024;

struct FirstFrame {
  std::string token;
  Json user_details;
};

Result<FirstFrame, Failure> read_frame(std::string_view frame) {
  const auto parsed = parse_request_json(frame);
  if (!parsed || !parsed->is_object())
    return authentication_failed("the first frame is no JSON object of token and user_details");
  FieldReader in(*parsed);
  const auto token = in.text("token", token_bytes_max);
  const Json* details = in.object("user_details");
  in.array("products", products_max);
  if (!in.ok()) return in.error();
  if (!token || details == nullptr)
    return authentication_failed("token and user_details are required");
  if (const std::string id = text_at(*details, "id"); !id.empty() && !is_user_id(id))
    return bad_input(not_a_user_id("user_details.id"));
  return FirstFrame{*token, *details};
}

/// The fields that clients may set for their own user: not its role or teams.
Json own_details(Json details) {
  details.erase("role");
  details.erase("teams");
  return details;
}

/// Creates or updates the user that a first frame names; its token must be that user's.
Result<Caller, Failure> connect_user(State& state, std::string_view frame,
                                     const std::string& api_key) {
  if (auto key = state.authority.check_key(api_key); !key) return std::move(key).error();
  const auto first = read_frame(frame);
  if (!first) return first.error();
  const auto caller =
      state.authority.check_token(first->token, state.app.skips_auth_checks(), state.now);
  if (!caller) return caller.error();
  if (caller->kind != Caller::Kind::user)
    return authentication_failed("a socket needs the token of a user");
  if (auto good = check_user(state, *caller); !good) return std::move(good).error();
  const auto id = first->user_details.find("id");
  if (id == first->user_details.end() || *id != caller->user_id)
    return authentication_failed("user_details.id is not the user_id of the token");
  if (state.watchers.count() >= connections_max) return Failure{71, 429, "too many connections"};
  state.store.memory.add_request(frame.size());
  if (auto user = upsert_user(state, own_details(first->user_details)); !user)
    return std::move(user).error();
  return caller;
}

Json in_form(Json frame, DateForm dates) {
  if (dates == DateForm::nanoseconds) times_to_nanoseconds(frame);
  return frame;
}

}  // namespace

Greeting refusal(const State& state, const Failure& failure, DateForm dates) {
  Greeting greeting;
  greeting.why_refused = failure;
  greeting.first = in_form({{"type", "connection.error"},
                            {"created_at", time_text(state.clock->now())},
                            {"connection_id", ""},
                            {"error", error_json(failure, "Connect", "0.10ms")}},
                           dates);
  return greeting;
}

Greeting greet(State& state, Handle handle, std::string_view frame, const std::string& api_key,
               DateForm dates) {
  state.read_clock();
  const auto caller = connect_user(state, frame, api_key);
  if (!caller) return refusal(state, caller.error(), dates);
  User* user = state.store.user(caller->user_id);
  ++user->connections;
  user->last_active = state.now;
  Greeting greeting;
  if (user->connections == 1) add_presence(state, *user, greeting.outcome);
  greeting.is_welcome = true;
  greeting.connection_id = state.random.uuid();
  greeting.user_id = user->id;
  greeting.first = in_form({{"type", "connection.ok"},
                            {"created_at", time_text(state.now)},
                            {"connection_id", greeting.connection_id},
                            {"me", own_user_json(*user)}},
                           dates);
  state.watchers.add({handle,
                      greeting.connection_id,
                      user->id,
                      dates,
                      {},
                      {},
                      {},
                      caller->issued_at,
                      caller->expires_at});
  return greeting;
}

std::optional<Failure> why_closed(const State& state, const Connection& connection) {
  const std::chrono::duration<double> now = state.clock->now().time_since_epoch();
  if (connection.token_expires_at != 0 && connection.token_expires_at <= now.count())
    return Failure{40, 401, "token has expired"};
  Caller caller;
  caller.kind = Caller::Kind::user;
  caller.user_id = connection.user_id;
  caller.issued_at = connection.token_issued_at;
  auto good = check_user(state, caller);
  if (!good) return std::move(good).error();
  return std::nullopt;
}

Outcome remove_connection(State& state, Handle handle) {
  state.read_clock();
  Outcome outcome;
  const auto removed = state.watchers.remove(handle);
  if (!removed) return outcome;
  User* user = state.store.user(removed->user_id);
  if (user == nullptr) return outcome;
  --user->connections;
  user->last_active = state.now;
  if (user->connections == 0) add_presence(state, *user, outcome);
  leave_with_connection(state, *removed, outcome);
  return outcome;
}

Json health_check(const State& state, const std::string& connection_id, DateForm dates) {
  return in_form({{"type", "health.check"},
                  {"connection_id", connection_id},
                  {"created_at", time_text(state.clock->now())},
                  {"custom", Json::object()}},
                 dates);
}

}  // namespace streamctl::emulator
