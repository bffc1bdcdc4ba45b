#include "emulator/operations/ringing.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "core/text.h"
#include "emulator/operations/events.h"
#include "emulator/operations/operations.h"
#include "emulator/operations/views.h"
#include "emulator/state/field_reader.h"

namespace streamctl::emulator {

namespace {

Json members_of(const Call& call, const std::vector<std::string>& user_ids, const Store& store) {
  Json made = Json::array();
  for (const std::string& id : user_ids) {
    if (const Member* member = call.member(id)) made.push_back(member_json(*member, store));
  }
  return made;
}

Session& session_of(State& state, Call& call) {
  return current_session(call, state.random.uuid());
}

}  // namespace

std::vector<std::string> others_of(const Call& call, const std::string& caller_id) {
  std::vector<std::string> ids;
  for (const Member& member : call.members) {
    if (member.user_id != caller_id) ids.push_back(member.user_id);
  }
  return ids;
}

void ring_members(const OperationContext& context, Call& call, const std::string& caller_id,
                  const std::vector<std::string>& user_ids, bool video) {
  if (user_ids.empty()) return;
  State& state = context.state;
  Session& session = session_of(state, call);
  for (const std::string& id : user_ids) {
    session.accepted_by.erase(id);
    session.rejected_by.erase(id);
    session.missed_by.erase(id);
    if (std::find(session.rung.begin(), session.rung.end(), id) == session.rung.end())
      session.rung.push_back(id);
  }
  context.outcome.events.push_back(
      call_event_for(user_ids, "call.ring", call, state.now,
                     {{"session_id", session.id},
                      {"call", call_json(call, state.store)},
                      {"members", members_of(call, user_ids, state.store)},
                      {"user", user_json(*state.store.user(caller_id))},
                      {"video", video}}));
  const auto wait = call.settings["ring"]["missed_call_timeout_ms"].get<std::int64_t>();
  if (wait == 0) return;  // The type has no such time-out.
  context.outcome.deadlines.push_back(
      {std::chrono::milliseconds(std::clamp<std::int64_t>(wait, 0, 24 * 3600 * 1000)), call.cid(),
       session.id});
}

void notify_members(State& state, Call& call, const std::string& caller_id, Outcome& outcome) {
  outcome.events.push_back(call_event("call.notification", call, state.now,
                                      {{"session_id", session_of(state, call).id},
                                       {"call", call_json(call, state.store)},
                                       {"members", members_json(call, state.store, 100)},
                                       {"user", user_json(*state.store.user(caller_id))}}));
}

void count_missed(State& state, const Deadline& deadline, Outcome& outcome) {
  Call* call = state.store.call(deadline.call_cid);
  if (call == nullptr || !call->session || call->session->id != deadline.session_id) return;
  Session& session = *call->session;
  std::vector<std::string> missing;
  for (const std::string& id : std::exchange(session.rung, {})) {
    if (session.accepted_by.contains(id) || session.rejected_by.contains(id)) continue;
    session.missed_by[id] = state.now;
    missing.push_back(id);
  }
  if (missing.empty()) return;
  Json members = members_of(*call, missing, state.store);
  auto recipients = std::move(missing);
  recipients.push_back(call->created_by);
  outcome.events.push_back(
      call_event_for(std::move(recipients), "call.missed", *call, state.now,
                     {{"session_id", session.id},
                      {"call", call_json(*call, state.store)},
                      {"members", std::move(members)},
                      {"notify_user", true},
                      {"user", user_json(*state.store.user(call->created_by))}}));
}

Reply ring_call(OperationContext& context, Call& call) {
  FieldReader in(context.body);
  const auto ids = in.ids("members_ids", 100);
  const bool video = in.flag("video").value_or(call.video);
  if (!in.ok()) return in.error();
  const bool is_user = context.state.store.user(context.caller.user_id) != nullptr;
  const std::string& caller = is_user ? context.caller.user_id : call.created_by;
  auto wanted = ids && !ids->empty() ? *ids : others_of(call, caller);
  for (const std::string& id : wanted) {
    if (call.member(id) == nullptr)
      return bad_input("user '" + printable(id) + "' is no member of the call");
  }
  std::erase(wanted, caller);
  if (wanted.empty()) return bad_input("no users to ring");
  ring_members(context, call, caller, wanted, video);
  return Json{{"members_ids", wanted}};
}

Reply accept_call(OperationContext& context, Call& call) {
  const auto user = context.actor();
  if (!user) return user.error();
  Session& session = session_of(context.state, call);
  session.accepted_by[user->id] = context.state.now;
  session.rejected_by.erase(user->id);
  context.outcome.events.push_back(
      call_event("call.accepted", call, context.state.now,
                 {{"call", call_json(call, context.state.store)}, {"user", user_json(*user)}}));
  return Json::object();
}

Reply reject_call(OperationContext& context, Call& call) {
  const auto user = context.actor();
  if (!user) return user.error();
  FieldReader in(context.body);
  const auto reason = in.text("reason");
  if (!in.ok()) return in.error();
  Session& session = session_of(context.state, call);
  session.rejected_by[user->id] = context.state.now;
  session.accepted_by.erase(user->id);
  Json fields{{"call", call_json(call, context.state.store)}, {"user", user_json(*user)}};
  if (reason) fields["reason"] = *reason;
  context.outcome.events.push_back(
      call_event("call.rejected", call, context.state.now, std::move(fields)));
  return Json::object();
}

Reply get_call_ring_state(OperationContext& context, Call& call) {
  const Session& session = session_of(context.state, call);
  Json answer{{"call_cid", call.cid()},
              {"created_by_user_id", call.created_by},
              {"session_id", session.id},
              {"accepted_by", times_json(session.accepted_by)},
              {"rejected_by", times_json(session.rejected_by)},
              {"missed_by", times_json(session.missed_by)}};
  if (call.ended_at) answer["call_ended_at"] = time_text(*call.ended_at);
  if (session.started_at) answer["session_started_at"] = time_text(*session.started_at);
  if (session.ended_at) answer["session_ended_at"] = time_text(*session.ended_at);
  return answer;
}

}  // namespace streamctl::emulator
