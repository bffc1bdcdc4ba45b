// State's side of WebSockets: who connects, and what is said to them.
#include <array>
#include <utility>

#include "core/text.h"
#include "emulator/limits.h"
#include "emulator/operations/reader.h"
#include "emulator/operations/turn.h"
#include "emulator/operations/users.h"
#include "emulator/operations/views.h"
#include "emulator/state/state.h"

namespace streamctl::emulator {

namespace {

constexpr std::size_t products_max = 10;

/// The user a first frame names, checked against its token.
struct Presented {
  std::string token;
  Json details;
};

std::variant<Presented, Failure> read_frame(std::string_view frame) {
  const auto parsed = parse_json(frame);
  if (!parsed || !parsed->is_object())
    return authentication_failed("the first frame is no JSON object of token and user_details");
  Reader in(*parsed);
  const auto token = in.text("token", std::size_t{64} * 1024);
  const Json* details = in.object("user_details");
  in.array("products", products_max);
  if (in.failure()) return *in.failure();
  if (!token || details == nullptr)
    return authentication_failed("token and user_details are required");
  return Presented{*token, *details};
}

/// What a client may say of its own user: never its role.
Json own_details(Json details) {
  details.erase("role");
  details.erase("teams");
  return details;
}

}  // namespace

Greeting State::turn_away(const Failure& failure, DateForm dates) const {
  Greeting greeting;
  greeting.first = {{"type", "connection.error"},
                    {"created_at", time_text(clock_->now())},
                    {"connection_id", ""},
                    {"error", error_json(failure, "Connect", "0.10ms")}};
  if (dates == DateForm::nanoseconds) times_to_nanoseconds(greeting.first);
  return greeting;
}

Greeting State::greet(Handle handle, std::string_view frame, const std::string& api_key,
                      DateForm dates) {
  if (const auto key = authority_.check_key(api_key); key.index() == 1)
    return turn_away(std::get<Failure>(key), dates);
  const auto read = read_frame(frame);
  if (const auto* fault = std::get_if<Failure>(&read)) return turn_away(*fault, dates);
  const auto& presented = std::get<Presented>(read);
  const auto checked =
      authority_.check_token(presented.token, app_.skips_auth_checks(), clock_->now());
  if (const auto* fault = std::get_if<Failure>(&checked)) return turn_away(*fault, dates);
  const Caller& caller = std::get<Caller>(checked);
  if (caller.kind != Caller::Kind::user)
    return turn_away(authentication_failed("a socket needs the token of a user"), dates);
  const auto id = presented.details.find("id");
  if (id == presented.details.end() || *id != caller.user_id)
    return turn_away(authentication_failed("user_details.id is not the user_id of the token"),
                     dates);
  if (watchers_.count() >= connections_max)
    return turn_away({71, 429, "too many connections"}, dates);
  store_.room.asked(frame.size());
  World world = this->world();
  const auto user = upsert_user(world, own_details(presented.details));
  if (!user) return turn_away(user.failure(), dates);
  ++user->connections;
  user->last_active = world.now;
  Greeting greeting;
  greeting.is_welcome = true;
  greeting.connection_id = random_.uuid();
  greeting.user_id = user->id;
  greeting.first = {{"type", "connection.ok"},
                    {"created_at", time_text(world.now)},
                    {"connection_id", greeting.connection_id},
                    {"me", own_user_json(*user)}};
  if (dates == DateForm::nanoseconds) times_to_nanoseconds(greeting.first);
  watchers_.add({handle, greeting.connection_id, user->id, dates, {}});
  return greeting;
}

void State::disconnected(Handle handle) {
  const auto gone = watchers_.remove(handle);
  if (!gone) return;
  User* user = store_.user(gone->user_id);
  if (user == nullptr) return;
  --user->connections;
  user->last_active = clock_->now();
}

Json State::health_check(const std::string& connection_id, DateForm dates) const {
  Json check{{"type", "health.check"},
             {"connection_id", connection_id},
             {"created_at", time_text(clock_->now())},
             {"custom", Json::object()}};
  if (dates == DateForm::nanoseconds) times_to_nanoseconds(check);
  return check;
}

}  // namespace streamctl::emulator
