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

/// Creates the user and the call if they are named and do not exist.
Result<void> create_missing(State& state, const std::string& cid, const std::string& user_id,
                            Outcome& outcome) {
  const auto named = parse_call_id(cid.empty() ? "default:none" : cid);
  if (!named) return named.error();
  if (!user_id.empty() && state.store.user(user_id) == nullptr) {
    const auto user = upsert_user(state, {{"id", user_id}});
    if (!user) return usage_error(user.error().text);
  }
  if (cid.empty() || state.store.call(cid) != nullptr) return {};
  const Parameters path{{"type", named->type}, {"id", named->id}};
  const auto call = create_call_as_server(state, path, {{"created_by_id", user_id}}, outcome);
  if (!call) return usage_error(call.error().text);
  return {};
}

/// Why an event of the session changed nothing, and what to push instead. Kind refused.
Error nothing_changed(const std::string& type, const std::string& cid, const std::string& user_id) {
  const std::string push = "streamctl emulator push ";
  const std::string of_call = " --call " + cid;
  if (type == "call.session_started")
    return refused_error("the session of " + cid + " has started already",
                         "end it first: " + push + "call.session_ended" + of_call);
  if (type == "call.session_participant_joined")
    return refused_error("user " + user_id + " has joined " + cid + " already",
                         "let another join: " + push + type + of_call + " --user-id ID");
  if (type == "call.session_participant_left")
    return refused_error("user " + user_id + " is not in the session of " + cid,
                         "let the user join first: " + push + "call.session_participant_joined" +
                             of_call + " --user-id " + user_id);
  return refused_error("the session of " + cid + " has ended already",
                       "start one first: " + push + "call.session_started" + of_call);
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

/// An event that changes the session of the call. Precondition: call and user exist.
Result<void> push_change(State& state, const Push& push, Change change, const std::string& cid,
                         const std::string& user_id, Outcome& outcome) {
  const std::size_t before = outcome.events.size();
  change(state, *state.store.call(cid), *state.store.user(user_id), outcome);
  if (outcome.events.size() == before)
    return nothing_changed(push.type, printable(cid), printable(user_id));
  for (Event& event : outcome.events) {
    if (event.type != push.type) continue;
    if (auto applied = apply_overrides(event.body, push); !applied) return applied;
  }
  return {};
}

/// An event that only tells of the call and the user, either of which may be null.
Result<void> push_example(State& state, const Push& push, const std::string& cid, Call* call,
                          const std::string& user_id, Outcome& outcome) {
  const webhook::EventType& type = *webhook::find_event_type(push.type);
  const User* user = state.store.user(user_id);
  auto body = webhook::example(push.type, {.call_cid = cid, .user_id = user_id, .now = state.now},
                               state.random);
  if (!body) return std::move(body).error();
  // As with ringing, the session that the event names becomes the call's.
  if (call != nullptr && !call->session && body->contains("session_id"))
    current_session(*call, state.random.uuid());
  fill_from_store(*body, type, state.store, call, user);
  if (auto applied = apply_overrides(*body, push); !applied) return applied;
  Event event;
  event.type = push.type;
  if (call != nullptr) event.call_cid = cid;
  event.body = *std::move(body);
  set_recipients(event, type, push, call, user);
  // The creation of a call that did not exist has been told already.
  std::erase_if(outcome.events, [&](const Event& one) { return one.type == push.type; });
  outcome.events.push_back(std::move(event));
  return {};
}

}  // namespace

Result<Outcome> push(State& state, const Push& push) {
  state.read_clock();
  if (webhook::find_event_type(push.type) == nullptr) return webhook::unknown_type(push.type);
  const std::string cid = push.call_cid.empty() ? "default:standup" : push.call_cid;
  const bool is_of_call = webhook::fields_of_event(push.type).contains("call_cid");
  const Call* known = state.store.call(cid);
  std::string user_id = push.user_id;
  if (user_id.empty() && known != nullptr) user_id = known->created_by;
  if (user_id.empty() && is_of_call) user_id = default_user;
  Outcome outcome;
  if (auto made = create_missing(state, is_of_call ? cid : "", user_id, outcome); !made)
    return std::move(made).error();
  const Change change = change_of(push.type);
  Call* call = is_of_call ? state.store.call(cid) : nullptr;
  auto pushed = change != nullptr ? push_change(state, push, change, cid, user_id, outcome)
                                  : push_example(state, push, cid, call, user_id, outcome);
  if (!pushed) return std::move(pushed).error();
  return outcome;
}

}  // namespace streamctl::emulator
