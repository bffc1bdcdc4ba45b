#include "emulator/state/sessions.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "emulator/operations/views.h"

namespace streamctl::emulator {

namespace {

void count_participants(World& world, const Call& call, Outcome& outcome) {
  outcome.events.push_back(call_event(
      "call.session_participant_count_updated", call, world.now,
      {{"session_id", call.session->id},
       {"anonymous_participant_count", 0},
       {"participants_count_by_role", participants_by_role(*call.session, world.store)}}));
}

}  // namespace

void start_session(World& world, Call& call, Outcome& outcome) {
  Session& session = current_session(call, world.random.uuid());
  if (session.is_live()) return;
  session.started_at = world.now;
  outcome.events.push_back(
      call_event("call.session_started", call, world.now,
                 {{"session_id", session.id}, {"call", call_json(call, world.store)}}));
}

void join_session(World& world, Call& call, const User& user, Outcome& outcome) {
  start_session(world, call, outcome);
  Session& session = *call.session;
  const bool is_there = std::any_of(session.participants.begin(), session.participants.end(),
                                    [&](const Participant& one) { return one.user_id == user.id; });
  if (is_there) return;
  session.participants.push_back({user.id, world.random.uuid(), world.now});
  outcome.events.push_back(
      call_event("call.session_participant_joined", call, world.now,
                 {{"session_id", session.id},
                  {"participant", participant_json(session.participants.back(), world.store)}}));
  count_participants(world, call, outcome);
}

void leave_session(World& world, Call& call, const User& user, Outcome& outcome) {
  if (!call.session) return;
  auto& participants = call.session->participants;
  const auto found = std::find_if(participants.begin(), participants.end(),
                                  [&](const Participant& one) { return one.user_id == user.id; });
  if (found == participants.end()) return;
  const auto stayed =
      std::chrono::duration_cast<std::chrono::seconds>(world.now - found->joined_at);
  Json fields{{"session_id", call.session->id},
              {"participant", participant_json(*found, world.store)},
              {"duration_seconds", stayed.count()}};
  participants.erase(found);
  outcome.events.push_back(
      call_event("call.session_participant_left", call, world.now, std::move(fields)));
  count_participants(world, call, outcome);
}

void end_session(World& world, Call& call, Outcome& outcome) {
  Session& session = *call.session;
  session.participants.clear();
  session.ended_at = world.now;
  if (session.live_started_at && !session.live_ended_at) session.live_ended_at = world.now;
  outcome.events.push_back(
      call_event("call.session_ended", call, world.now,
                 {{"session_id", session.id}, {"call", call_json(call, world.store)}}));
}

}  // namespace streamctl::emulator
