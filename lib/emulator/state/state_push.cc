// Events made to happen from outside, and the state as people look at it.
#include <array>
#include <utility>

#include "core/call_id.h"
#include "core/json_path.h"
#include "core/masking.h"
#include "core/text.h"
#include "emulator/limits.h"
#include "emulator/operations/operations.h"
#include "emulator/operations/turn.h"
#include "emulator/operations/views.h"
#include "emulator/state/sessions.h"
#include "emulator/state/state.h"
#include "webhook/catalogue.h"
#include "webhook/example.h"

namespace streamctl::emulator {

namespace {

constexpr const char* usual_user = "john";

using Change = void (*)(World&, Call&, const User&, Outcome&);

void leave(World& world, Call& call, const User& user, Outcome& outcome) {
  if (!call.session) join_session(world, call, user, outcome);
  leave_session(world, call, user, outcome);
}

void end_if_live(World& world, Call& call, const User&, Outcome& outcome) {
  if (!call.session) start_session(world, call, outcome);
  if (call.session->is_live()) end_session(world, call, outcome);
}

/// Makes the user, and the call as GetOrCreateCall does, where they are not there.
Result<void> make_missing(World& world, const std::string& cid, const std::string& user_id,
                          Outcome& outcome) {
  const auto named = parse_call_id(cid);
  if (!named) return named.error();
  if (world.store.user(user_id) == nullptr) {
    const auto user = upsert_user(world, {{"id", user_id}});
    if (!user) return usage_error(user.failure().text);
  }
  if (world.store.call(cid) != nullptr) return {};
  Caller server;
  server.kind = Caller::Kind::server;
  const Parameters path{{"type", named->type}, {"id", named->id}};
  const Target target;
  const Json body{{"data", {{"created_by_id", user_id}}}};
  Turn turn{world, server, path, target, body, outcome};
  const Reply reply = get_or_create_call(turn);
  if (const auto* fault = std::get_if<Failure>(&reply)) return usage_error(fault->text);
  return {};
}

/// The types that change the call itself.
Change change_of(std::string_view type) {
  constexpr std::array<std::pair<std::string_view, Change>, 4> changes{{
      {"call.session_started", [](World& world, Call& call, const User&,
                                  Outcome& outcome) { start_session(world, call, outcome); }},
      {"call.session_participant_joined", join_session},
      {"call.session_participant_left", leave},
      {"call.session_ended", end_if_live},
  }};
  for (const auto& [name, change] : changes) {
    if (name == type) return change;
  }
  return nullptr;
}

/// The people and the call of an example become those there are. A call has a session where the
/// event names one.
void fill_from(Json& event, const webhook::EventType& type, const Store& store, const Call* call,
               const User* user) {
  const Json& fields = webhook::fields_of_event(type.name);
  if (call != nullptr) {
    if (fields.contains("call")) event["call"] = call_json(*call, store);
    const bool are_members = fields.contains("members") && !call->members.empty() &&
                             fields["members"]["items"].contains("ref");
    if (are_members) event["members"] = members_json(*call, store, page_size_max);
    if (fields.contains("session_id")) event["session_id"] = call->session->id;
  }
  if (user == nullptr || !fields.contains("user")) return;
  const std::string schema = fields["user"].value("ref", "");
  if (schema == "UserResponse") event["user"] = user_json(*user);
  if (schema == "UserResponseCommonFields") event["user"] = common_user_json(*user);
  if (schema == "UserResponsePrivacyFields") event["user"] = private_user_json(*user);
}

/// `set` and `data` over an event.
Result<void> lay_over(Json& event, const Push& push) {
  if (!push.data.is_null() && !push.data.is_object()) return usage_error("data is no JSON object");
  if (push.data.is_object()) merge_over(event, push.data);
  if (!push.set.is_array()) return usage_error("set is no array of path and value");
  for (const Json& one : push.set) {
    if (!one.is_object() || !one.contains("path") || !one["path"].is_string() ||
        !one.contains("value"))
      return usage_error("set is no array of path and value");
    if (auto done = set_path(event, one["path"].get<std::string>(), one["value"]); !done)
      return std::move(done).error();
  }
  return {};
}

/// Says to whose sockets an event goes: to those of whom Stream would send it to.
void address(Event& event, const webhook::EventType& type, const Push& push, const Call* call,
             const User* user) {
  event.reach = Reach::users;
  if (!type.websocket) return;  // To hooks alone.
  if (event.call_cid.empty()) {
    // Nobody in particular is meant by an event of the app.
    const bool is_of_user = !push.user_id.empty() || event.body.contains("user");
    if (is_of_user && user != nullptr)
      event.user_ids = {user->id};
    else
      event.reach = Reach::everyone;
    return;
  }
  event.reach = Reach::members_and_watchers;
  if (call == nullptr) return;
  const Event usual = call_event(event.type, *call, {}, Json::object());
  const bool rings = event.type == "call.ring" || event.type == "call.missed";
  if (!rings) event.reach = usual.reach;
  event.user_ids = usual.user_ids;
  for (std::size_t i = 0; rings && i < call->members.size(); ++i)
    event.user_ids.push_back(call->members[i].user_id);
}

}  // namespace

Result<Outcome> State::push(const Push& push) {
  const auto* type = webhook::find_event_type(push.type);
  if (type == nullptr) return webhook::unknown_type(push.type);
  const std::string cid = push.call_cid.empty() ? "default:standup" : push.call_cid;
  Call* call = store_.call(cid);
  World world = this->world();
  const std::string user_id =
      push.user_id.empty() && call != nullptr ? call->created_by : push.user_id;
  Outcome outcome;
  if (const Change change = change_of(push.type)) {
    const std::string who = user_id.empty() ? usual_user : user_id;
    if (auto made = make_missing(world, cid, who, outcome); !made) return std::move(made).error();
    change(world, *store_.call(cid), *store_.user(who), outcome);
    // Who leaves where nobody is, or ends what has ended, changes nothing.
    if (outcome.events.empty()) return usage_error("nothing changes in " + printable(cid));
    for (Event& event : outcome.events) {
      if (event.type != push.type) continue;
      if (auto laid = lay_over(event.body, push); !laid) return std::move(laid).error();
    }
    return outcome;
  }
  const User* user = store_.user(user_id);
  auto body =
      webhook::example(push.type, {.call_cid = cid, .user_id = user_id, .now = world.now}, random_);
  if (!body) return std::move(body).error();
  // As ringing does: the session that the event names is also the call's.
  if (call != nullptr && !call->session && body->contains("session_id"))
    current_session(*call, random_.uuid());
  fill_from(*body, *type, store_, call, user);
  if (auto laid = lay_over(*body, push); !laid) return std::move(laid).error();
  Event event;
  event.type = push.type;
  if (body->contains("call_cid")) event.call_cid = cid;
  event.body = *std::move(body);
  address(event, *type, push, call, user);
  outcome.events.push_back(std::move(event));
  return outcome;
}

Json State::dump() const {
  Json users = Json::array();
  for (const auto& [id, user] : store_.users)
    users.push_back(full_user_json(user));
  Json calls = Json::array();
  for (const auto& [cid, call] : store_.calls) {
    calls.push_back({{"call", call_json(call, store_)},
                     {"members", members_json(call, store_, call.members.size())},
                     {"watchers", watchers_.watching(cid)}});
  }
  Json connections = Json::array();
  for (const Connection* one : watchers_.all()) {
    connections.push_back(
        {{"connection_id", one->id}, {"user_id", one->user_id}, {"watched", one->watched}});
  }
  return {{"api_key", options_.api_key},
          {"users", std::move(users)},
          {"calls", std::move(calls)},
          {"connections", std::move(connections)},
          {"event_hooks", masked(app_.hooks())}};
}

}  // namespace streamctl::emulator
