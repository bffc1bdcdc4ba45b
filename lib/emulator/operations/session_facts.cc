#include "emulator/operations/session_facts.h"

#include <algorithm>
#include <chrono>
#include <set>

#include "core/text.h"
#include "emulator/operations/views.h"

namespace streamctl::emulator {

std::int64_t seconds_between(WallTime begin, WallTime end) {
  return std::chrono::duration_cast<std::chrono::seconds>(end - begin).count();
}

Ratings ratings_of(const Session& session) {
  Ratings made;
  double sum = 0;
  for (const Json& one : session.feedback) {
    const auto rating = one["rating"].get<std::int64_t>();
    made.least = made.count == 0 ? rating : std::min(made.least, rating);
    sum += static_cast<double>(rating);
    ++made.count;
  }
  if (made.count > 0) made.average = sum / static_cast<double>(made.count);
  return made;
}

std::vector<Stay> CallSession::stays() const {
  std::vector<Stay> made;
  for (const Visit& one : session->visits)
    made.push_back({one.user_id, one.user_session_id, one.joined_at, one.left_at});
  for (const Participant& one : session->participants)
    made.push_back({one.user_id, one.user_session_id, one.joined_at, std::nullopt});
  return made;
}

std::int64_t CallSession::seconds(WallTime now) const {
  return seconds_between(*session->started_at, session->ended_at.value_or(now));
}

Json CallSession::counts(WallTime now) const {
  std::set<std::string> users;
  std::int64_t stayed = 0;
  const auto all = stays();
  for (const Stay& one : all) {
    users.insert(one.user_id);
    stayed += seconds_between(one.joined_at, one.left_at.value_or(now));
  }
  Json made{{"participants", users.size()},
            {"sessions", all.size()},
            {"live_sessions", session->participants.size()},
            {"peak_concurrent_sessions", session->peak_sessions},
            {"peak_concurrent_users", std::min(session->peak_sessions, users.size())},
            {"publishers", 0},
            {"sfus_used", 0},
            {"total_participant_duration", stayed}};
  if (const Ratings ratings = ratings_of(*session); ratings.count > 0) {
    made["min_user_rating"] = ratings.least;
    made["avg_user_rating"] = ratings.average;
  }
  return made;
}

Json CallSession::field(std::string_view name, WallTime now) const {
  if (name == "call_cid") return call->cid();
  if (name == "call_session_id") return session->id;
  if (name == "is_active") return session->is_live();
  if (name == "created_at" || name == "first_stats" || name == "session_started_at")
    return optional_time(session->started_at);
  if (name == "session_ended_at") return optional_time(session->ended_at);
  if (name == "generated_at" || name == "updated_at")
    return time_text(session->ended_at.value_or(now));
  const Ratings ratings = ratings_of(*session);
  if (ratings.count == 0) return {};
  if (name == "min_user_rating" || name == "counts.min_user_rating") return ratings.least;
  if (name == "counts.avg_user_rating") return ratings.average;
  return {};
}

std::vector<CallSession> all_sessions(const OperationContext& context) {
  std::vector<CallSession> made;
  for (const auto& [cid, call] : context.state.store.calls) {
    if (!context.allows(cid)) continue;
    for (const Session& one : call.past_sessions) {
      if (one.started_at) made.push_back({&call, &one});
    }
    if (call.session && call.session->started_at) made.push_back({&call, &*call.session});
  }
  return made;
}

Result<CallSession, Failure> find_session(const Call& call, const std::string& id) {
  const auto fits = [&](const Session& one) {
    return one.started_at && (id.empty() || one.id == id);
  };
  if (call.session && fits(*call.session)) return CallSession{&call, &*call.session};
  const auto found = std::find_if(call.past_sessions.rbegin(), call.past_sessions.rend(), fits);
  if (found != call.past_sessions.rend()) return CallSession{&call, &*found};
  return does_not_exist("call session not found");
}

Result<Stay, Failure> find_stay(const CallSession& session, const Parameters& path) {
  for (Stay& one : session.stays()) {
    if (one.user_id == path.at("user") && one.user_session_id == path.at("user_session"))
      return std::move(one);
  }
  return does_not_exist("participant '" + printable(path.at("user")) +
                        "' has no such session in this call");
}

}  // namespace streamctl::emulator
