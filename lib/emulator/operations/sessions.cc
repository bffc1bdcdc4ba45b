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

/// Those who are the user, by each of its connections.
auto is_of(const User& user) {
  return [&user](const Participant& one) { return one.user_id == user.id; };
}

void add_participant(State& state, Call& call, Participant&& added, Outcome& outcome) {
  Session& session = *call.session;
  session.participants.push_back(std::move(added));
  session.peak_sessions = std::max(session.peak_sessions, session.participants.size());
  outcome.events.push_back(
      call_event("call.session_participant_joined", call, state.now,
                 {{"session_id", session.id},
                  {"participant", participant_json(session.participants.back(), state.store)}}));
  count_participants(state, call, outcome);
}

template <class Predicate>
void remove_participants(State& state, Call& call, const Predicate& is_leaving, Outcome& outcome) {
  if (!call.session) return;
  auto& participants = call.session->participants;
  const std::size_t before = participants.size();
  for (auto found = participants.begin();
       (found = std::find_if(found, participants.end(), is_leaving)) != participants.end();) {
    const auto stayed =
        std::chrono::duration_cast<std::chrono::seconds>(state.now - found->joined_at);
    Json fields{{"session_id", call.session->id},
                {"participant", participant_json(*found, state.store)},
                {"duration_seconds", stayed.count()}};
    add_visit(*call.session, *found, state.now);
    found = participants.erase(found);
    outcome.events.push_back(
        call_event("call.session_participant_left", call, state.now, std::move(fields)));
  }
  if (participants.size() == before) return;
  count_participants(state, call, outcome);
  if (!participants.empty()) return;
  const auto idle = call.settings["session"]["inactivity_timeout_seconds"].get<std::int64_t>();
  outcome.deadlines.push_back(
      {std::chrono::seconds(idle), call.cid(), call.session->id, Deadline::Kind::idle});
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
  const auto& participants = call.session->participants;
  if (std::none_of(participants.begin(), participants.end(), is_of(user)))
    add_participant(state, call, {user.id, state.random.uuid(), state.now, ""}, outcome);
}

void join_session_by(const std::string& connection_id, State& state, Call& call, const User& user,
                     Outcome& outcome) {
  if (connection_id.empty() || !state.watchers.join(connection_id, call.cid()))
    return join_session(state, call, user, outcome);
  start_session(state, call, outcome);
  for (Participant& one : call.session->participants) {
    const bool is_bound = state.watchers.find(one.connection_id) != nullptr;
    if (one.user_id != user.id || (is_bound && one.connection_id != connection_id)) continue;
    one.connection_id = connection_id;
    return;
  }
  add_participant(state, call, {user.id, state.random.uuid(), state.now, connection_id}, outcome);
}

void leave_session(State& state, Call& call, const User& user, Outcome& outcome) {
  remove_participants(state, call, is_of(user), outcome);
}

void leave_with_connection(State& state, const Connection& gone, Outcome& outcome) {
  for (const std::string& cid : gone.joined) {
    if (Call* call = state.store.call(cid))
      remove_participants(
          state, *call, [&](const Participant& one) { return one.connection_id == gone.id; },
          outcome);
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
