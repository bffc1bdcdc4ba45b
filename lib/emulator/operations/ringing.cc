#include "emulator/operations/ringing.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "emulator/operations/operations.h"
#include "emulator/operations/views.h"

namespace streamctl::emulator {

namespace {

Json members_of(const Call& call, const std::vector<std::string>& user_ids, const Store& store) {
  Json made = Json::array();
  for (const std::string& id : user_ids) {
    if (const Member* member = call.member(id)) made.push_back(member_json(*member, store));
  }
  return made;
}

Json times_json(const TimeByUser& times) {
  Json made = Json::object();
  for (const auto& [user_id, time] : times)
    made[user_id] = time_text(time);
  return made;
}

Session& session_of(World& world, Call& call) {
  return current_session(call, world.random.uuid());
}

}  // namespace

std::vector<std::string> member_ids(const Call& call) {
  std::vector<std::string> ids;
  for (const Member& member : call.members)
    ids.push_back(member.user_id);
  return ids;
}

void ring_members(const Turn& turn, Call& call, const std::string& caller_id,
                  const std::vector<std::string>& user_ids, bool video) {
  World& world = turn.world;
  Session& session = session_of(world, call);
  for (const std::string& id : user_ids) {
    if (id == caller_id) continue;
    session.accepted_by.erase(id);
    session.rejected_by.erase(id);
    session.missed_by.erase(id);
    if (std::find(session.rung.begin(), session.rung.end(), id) == session.rung.end())
      session.rung.push_back(id);
  }
  auto recipients = user_ids;
  if (std::find(recipients.begin(), recipients.end(), caller_id) == recipients.end())
    recipients.push_back(caller_id);
  turn.outcome.events.push_back(
      call_event_for(std::move(recipients), "call.ring", call, world.now,
                     {{"session_id", session.id},
                      {"call", call_json(call, world.store)},
                      {"members", members_of(call, user_ids, world.store)},
                      {"user", user_json(*world.store.user(caller_id))},
                      {"video", video}}));
  const auto wait = call.settings["ring"]["missed_call_timeout_ms"].get<std::int64_t>();
  turn.outcome.deadlines.push_back(
      {std::chrono::milliseconds(std::clamp<std::int64_t>(wait, 0, 24 * 3600 * 1000)), call.cid(),
       session.id});
}

void notify_members(World& world, Call& call, const std::string& caller_id, Outcome& outcome) {
  outcome.events.push_back(call_event("call.notification", call, world.now,
                                      {{"session_id", session_of(world, call).id},
                                       {"call", call_json(call, world.store)},
                                       {"members", members_json(call, world.store, 100)},
                                       {"user", user_json(*world.store.user(caller_id))}}));
}

void count_missed(World& world, const Deadline& deadline, Outcome& outcome) {
  Call* call = world.store.call(deadline.call_cid);
  if (call == nullptr || !call->session || call->session->id != deadline.session_id) return;
  Session& session = *call->session;
  std::vector<std::string> missing;
  for (const std::string& id : std::exchange(session.rung, {})) {
    if (session.accepted_by.contains(id) || session.rejected_by.contains(id)) continue;
    session.missed_by[id] = world.now;
    missing.push_back(id);
  }
  if (missing.empty()) return;
  Json members = members_of(*call, missing, world.store);
  auto recipients = std::move(missing);
  recipients.push_back(call->created_by);
  outcome.events.push_back(
      call_event_for(std::move(recipients), "call.missed", *call, world.now,
                     {{"session_id", session.id},
                      {"call", call_json(*call, world.store)},
                      {"members", std::move(members)},
                      {"notify_user", true},
                      {"user", user_json(*world.store.user(call->created_by))}}));
}

Reply ring_call(Turn& turn) {
  const auto call = turn.call();
  if (!call) return call.failure();
  Reader in(turn.body);
  const auto ids = in.ids("members_ids", 100);
  const bool video = in.flag("video").value_or(call->video);
  if (in.failure()) return *in.failure();
  const auto wanted = ids && !ids->empty() ? *ids : member_ids(*call);
  for (const std::string& id : wanted) {
    if (call->member(id) == nullptr) return bad_input("user '" + id + "' is no member of the call");
  }
  const bool is_user = turn.world.store.user(turn.caller.user_id) != nullptr;
  const std::string& caller = is_user ? turn.caller.user_id : call->created_by;
  ring_members(turn, *call, caller, wanted, video);
  return Json{{"members_ids", wanted}};
}

Reply accept_call(Turn& turn) {
  const auto call = turn.call();
  if (!call) return call.failure();
  const auto user = turn.actor();
  if (!user) return user.failure();
  Session& session = session_of(turn.world, *call);
  session.accepted_by[user->id] = turn.world.now;
  session.rejected_by.erase(user->id);
  turn.outcome.events.push_back(
      call_event("call.accepted", *call, turn.world.now,
                 {{"call", call_json(*call, turn.world.store)}, {"user", user_json(*user)}}));
  return Json::object();
}

Reply reject_call(Turn& turn) {
  const auto call = turn.call();
  if (!call) return call.failure();
  const auto user = turn.actor();
  if (!user) return user.failure();
  Reader in(turn.body);
  const auto reason = in.text("reason");
  if (in.failure()) return *in.failure();
  Session& session = session_of(turn.world, *call);
  session.rejected_by[user->id] = turn.world.now;
  session.accepted_by.erase(user->id);
  Json fields{{"call", call_json(*call, turn.world.store)}, {"user", user_json(*user)}};
  if (reason) fields["reason"] = *reason;
  turn.outcome.events.push_back(
      call_event("call.rejected", *call, turn.world.now, std::move(fields)));
  return Json::object();
}

Reply get_call_ring_state(Turn& turn) {
  const auto call = turn.call();
  if (!call) return call.failure();
  const Session& session = session_of(turn.world, *call);
  Json answer{{"call_cid", call->cid()},
              {"created_by_user_id", call->created_by},
              {"session_id", session.id},
              {"accepted_by", times_json(session.accepted_by)},
              {"rejected_by", times_json(session.rejected_by)},
              {"missed_by", times_json(session.missed_by)}};
  if (call->ended_at) answer["call_ended_at"] = time_text(*call->ended_at);
  if (session.started_at) answer["session_started_at"] = time_text(*session.started_at);
  if (session.ended_at) answer["session_ended_at"] = time_text(*session.ended_at);
  return answer;
}

}  // namespace streamctl::emulator
