#include "emulator/engine/push.h"

#include <array>
#include <utility>

#include "core/call_id.h"
#include "core/json_path.h"
#include "core/text.h"
#include "emulator/limits.h"
#include "emulator/operations/events.h"
#include "emulator/operations/operations.h"
#include "emulator/operations/sessions.h"
#include "emulator/operations/users.h"
#include "emulator/operations/views.h"
#include "webhook/catalogue.h"
#include "webhook/example.h"

namespace streamctl::emulator {

namespace {

constexpr const char* default_user = "john";

using Change = void (*)(State&, Call&, const User&, Outcome&);

void leave(State& state, Call& call, const User& user, Outcome& outcome) {
  if (!call.session) join_session(state, call, user, outcome);
  leave_session(state, call, user, outcome);
}

void end_if_live(State& state, Call& call, const User&, Outcome& outcome) {
  if (!call.session) start_session(state, call, outcome);
  if (call.session->is_live()) end_session(state, call, outcome);
}

/// Creates the user and the call if they do not exist.
Result<void> create_missing(State& state, const std::string& cid, const std::string& user_id,
                            Outcome& outcome) {
  const auto named = parse_call_id(cid);
  if (!named) return named.error();
  if (state.store.user(user_id) == nullptr) {
    const auto user = upsert_user(state, {{"id", user_id}});
    if (!user) return usage_error(user.error().text);
  }
  if (state.store.call(cid) != nullptr) return {};
  const Parameters path{{"type", named->type}, {"id", named->id}};
  const auto call = create_call_as_server(state, path, {{"created_by_id", user_id}}, outcome);
  if (!call) return usage_error(call.error().text);
  return {};
}

/// The change for types that change the call itself, or null.
Change change_of(std::string_view type) {
  constexpr std::array<std::pair<std::string_view, Change>, 4> changes{{
      {"call.session_started", [](State& state, Call& call, const User&,
                                  Outcome& outcome) { start_session(state, call, outcome); }},
      {"call.session_participant_joined", join_session},
      {"call.session_participant_left", leave},
      {"call.session_ended", end_if_live},
  }};
  for (const auto& [name, change] : changes) {
    if (name == type) return change;
  }
  return nullptr;
}

/// Replaces the user, members and call of an example by those of the store. Precondition: the call
/// has a session if the event names one.
void fill_from_store(Json& event, const webhook::EventType& type, const Store& store,
                     const Call* call, const User* user) {
  const Json& fields = webhook::fields_of_event(type.name);
  if (call != nullptr) {
    if (fields.contains("call")) event["call"] = call_json(*call, store);
    const bool has_members = fields.contains("members") && !call->members.empty() &&
                             fields["members"]["items"].contains("ref");
    if (has_members) event["members"] = members_json(*call, store, page_size_max);
    if (fields.contains("session_id")) event["session_id"] = call->session->id;
  }
  if (user == nullptr || !fields.contains("user")) return;
  const std::string schema = fields["user"].value("ref", "");
  if (schema == "UserResponse") event["user"] = user_json(*user);
  if (schema == "UserResponseCommonFields") event["user"] = common_user_json(*user);
  if (schema == "UserResponsePrivacyFields") event["user"] = private_user_json(*user);
}

/// Applies `data`, then `set`, to an event.
Result<void> apply_overrides(Json& event, const Push& push) {
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

/// Sets the recipients of an event to those that Stream would choose.
void set_recipients(Event& event, const webhook::EventType& type, const Push& push,
                    const Call* call, const User* user) {
  event.reach = Reach::users;
  if (!type.websocket) return;  // Only hooks receive it.
  if (event.call_cid.empty()) {
    // An event of the app concerns no particular user.
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

Result<Outcome> push(State& state, const Push& push) {
  state.read_clock();
  const auto* type = webhook::find_event_type(push.type);
  if (type == nullptr) return webhook::unknown_type(push.type);
  const std::string cid = push.call_cid.empty() ? "default:standup" : push.call_cid;
  Call* call = state.store.call(cid);
  const std::string user_id =
      push.user_id.empty() && call != nullptr ? call->created_by : push.user_id;
  Outcome outcome;
  if (const Change change = change_of(push.type)) {
    const std::string who = user_id.empty() ? default_user : user_id;
    if (auto created = create_missing(state, cid, who, outcome); !created)
      return std::move(created).error();
    change(state, *state.store.call(cid), *state.store.user(who), outcome);
    // For example, leaving an empty session or ending one that has ended.
    if (outcome.events.empty()) return usage_error("nothing changes in " + printable(cid));
    for (Event& event : outcome.events) {
      if (event.type != push.type) continue;
      if (auto applied = apply_overrides(event.body, push); !applied)
        return std::move(applied).error();
    }
    return outcome;
  }
  const User* user = state.store.user(user_id);
  auto body = webhook::example(push.type, {.call_cid = cid, .user_id = user_id, .now = state.now},
                               state.random);
  if (!body) return std::move(body).error();
  // As with ringing, the session that the event names becomes the call's.
  if (call != nullptr && !call->session && body->contains("session_id"))
    current_session(*call, state.random.uuid());
  fill_from_store(*body, *type, state.store, call, user);
  if (auto applied = apply_overrides(*body, push); !applied) return std::move(applied).error();
  Event event;
  event.type = push.type;
  if (body->contains("call_cid")) event.call_cid = cid;
  event.body = *std::move(body);
  set_recipients(event, *type, push, call, user);
  outcome.events.push_back(std::move(event));
  return outcome;
}

}  // namespace streamctl::emulator
