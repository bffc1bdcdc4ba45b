#include "emulator/operations/sessions.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "emulator/limits.h"
#include "emulator/operations/egress.h"
#include "emulator/operations/events.h"
#include "emulator/operations/views.h"

namespace streamctl::emulator {

namespace {

void count_participants(State& state, const Call& call, Outcome& outcome) {
  outcome.events.push_back(call_event(
      "call.session_participant_count_updated", call, state.now,
      {{"session_id", call.session->id},
       {"anonymous_participant_count", 0},
       {"participants_count_by_role", participants_by_role(*call.session, state.store)}}));
}

void add_visit(Session& session, const Participant& one, WallTime now) {
  if (session.visits.size() >= visits_max) session.visits.erase(session.visits.begin());
  session.visits.push_back({one.user_id, one.user_session_id, one.joined_at, now});
}

}  // namespace

void start_session(State& state, Call& call, Outcome& outcome) {
  Session& session = current_session(call, state.random.uuid());
  if (session.is_live()) return;
  session.started_at = state.now;
  outcome.events.push_back(
      call_event("call.session_started", call, state.now,
                 {{"session_id", session.id}, {"call", call_json(call, state.store)}}));
  set_timer(state, call, outcome);
  begin_automatic(state, call, outcome);
}

void set_timer(const State& state, const Call& call, Outcome& outcome) {
  const auto end = timer_end(call);
  if (!end) return;
  const auto left = std::max(std::chrono::nanoseconds(0), between(state.now, *end));
  outcome.deadlines.push_back({left, call.cid(), call.session->id, Deadline::Kind::timer});
}

void join_session(State& state, Call& call, const User& user, Outcome& outcome) {
  start_session(state, call, outcome);
  Session& session = *call.session;
  const bool is_there = std::any_of(session.participants.begin(), session.participants.end(),
                                    [&](const Participant& one) { return one.user_id == user.id; });
  if (is_there) return;
  session.participants.push_back({user.id, state.random.uuid(), state.now, ""});
  session.peak_sessions = std::max(session.peak_sessions, session.participants.size());
  outcome.events.push_back(
      call_event("call.session_participant_joined", call, state.now,
                 {{"session_id", session.id},
                  {"participant", participant_json(session.participants.back(), state.store)}}));
  count_participants(state, call, outcome);
}

void leave_session(State& state, Call& call, const User& user, Outcome& outcome) {
  if (!call.session) return;
  auto& participants = call.session->participants;
  const auto found = std::find_if(participants.begin(), participants.end(),
                                  [&](const Participant& one) { return one.user_id == user.id; });
  if (found == participants.end()) return;
  const auto stayed =
      std::chrono::duration_cast<std::chrono::seconds>(state.now - found->joined_at);
  Json fields{{"session_id", call.session->id},
              {"participant", participant_json(*found, state.store)},
              {"duration_seconds", stayed.count()}};
  add_visit(*call.session, *found, state.now);
  participants.erase(found);
  outcome.events.push_back(
      call_event("call.session_participant_left", call, state.now, std::move(fields)));
  count_participants(state, call, outcome);
  if (!participants.empty()) return;
  const auto idle = call.settings["session"]["inactivity_timeout_seconds"].get<std::int64_t>();
  outcome.deadlines.push_back(
      {std::chrono::seconds(idle), call.cid(), call.session->id, Deadline::Kind::idle});
}

void bind_participant(State& state, Call& call, const std::string& user_id,
                      const std::string& connection_id) {
  if (connection_id.empty() || !state.watchers.join(connection_id, call.cid())) return;
  for (Participant& one : call.session->participants) {
    if (one.user_id == user_id) one.connection_id = connection_id;
  }
}

void leave_with_connection(State& state, const Connection& gone, Outcome& outcome) {
  const User* user = state.store.user(gone.user_id);
  if (user == nullptr) return;
  for (const std::string& cid : gone.joined) {
    Call* call = state.store.call(cid);
    if (call == nullptr || !call->session) continue;
    const auto& participants = call->session->participants;
    const bool is_there =
        std::any_of(participants.begin(), participants.end(),
                    [&](const auto& one) { return one.connection_id == gone.id; });
    if (is_there) leave_session(state, *call, *user, outcome);
  }
}

void end_session(State& state, Call& call, Outcome& outcome) {
  Session& session = *call.session;
  for (const Participant& one : session.participants)
    add_visit(session, one, state.now);
  session.participants.clear();
  session.ended_at = state.now;
  if (session.live_started_at && !session.live_ended_at) session.live_ended_at = state.now;
  outcome.events.push_back(
      call_event("call.session_ended", call, state.now,
                 {{"session_id", session.id}, {"call", call_json(call, state.store)}}));
}

}  // namespace streamctl::emulator
