// JoinCall: the coordinator's side of a session. There is no media behind it.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <utility>

#include "emulator/limits.h"
#include "emulator/operations/operations.h"
#include "emulator/operations/sessions.h"
#include "emulator/operations/views.h"

namespace streamctl::emulator {

namespace {

/// Nothing listens on the discard port, so that a client's media connection is refused at once.
constexpr const char* media_address = "127.0.0.1:9";

/// Whether the call has as many participants as its settings allow. `user` is null for anonymous
/// callers.
bool is_full(const Call& call, const User* user) {
  if (!call.session || !call.session->is_live()) return false;
  const auto& participants = call.session->participants;
  const Json& limits = call.settings["limits"];
  const std::int64_t most = limits.value("max_participants", std::int64_t{0});
  if (user != nullptr) {
    const bool is_owner = call.created_by == user->id;
    if (is_owner && limits.value("max_participants_exclude_owner", false)) return false;
    if (std::any_of(participants.begin(), participants.end(),
                    [&](const Participant& one) { return one.user_id == user->id; }))
      return false;
  }
  return participants.size() >= participants_max ||
         (most > 0 && participants.size() >= static_cast<std::size_t>(most));
}

/// Backstage, those who may only join are let in `join_ahead_time_seconds` before the call starts.
/// Source: Stream docs, "Backstage".
bool is_open(const Call& call, WallTime now) {
  if (!call.backstage) return true;
  const auto ahead = call.settings["backstage"].value("join_ahead_time_seconds", std::int64_t{0});
  return ahead > 0 && call.starts_at && now >= *call.starts_at - std::chrono::seconds(ahead);
}

/// Whether the caller may enter the call in its state.
Result<void, Failure> check_entry(const OperationContext& context, const Call& call) {
  if (call.ended_at) {
    if (auto may = context.require("join-ended-call", &call); !may) return may;
  }
  if (is_open(call, context.state.now)) return {};
  return context.require("join-backstage", &call);
}

/// Where the media would be, and the token for it.
Json credentials(const State& state, const User* user) {
  const std::string id = user == nullptr ? "!anon" : user->id;
  return {{"server",
           {{"edge_name", "emulator"},
            {"url", std::string("http://") + media_address},
            {"ws_endpoint", std::string("ws://") + media_address + "/ws"}}},
          {"token", state.authority.user_token(id, state.now)},
          {"ice_servers", Json::array()}};
}

}  // namespace

Reply join_call(OperationContext& context) {
  User* user = nullptr;
  if (context.caller.kind != Caller::Kind::anonymous) {
    const auto actor = context.actor();
    if (!actor) return actor.error();
    user = &*actor;
  }
  State& state = context.state;
  const bool is_new = state.store.call(context.cid()) == nullptr;
  if (!is_new || !context.flag("create")) {
    const auto call = context.call();
    if (!call) return call.error();
    if (auto may = check_entry(context, *call); !may) return std::move(may).error();
  }
  Reply answer = get_or_create_call(context);
  if (!answer) return answer;
  Call& call = *state.store.call(context.cid());
  if (is_new) {
    if (auto may = context.require("join-call", &call); !may) return std::move(may).error();
    if (auto may = check_entry(context, call); !may) return std::move(may).error();
  }
  if (is_full(call, user)) return not_allowed("the call has as many participants as it may have");
  // Anonymous users have no connection that would tell when they leave, so that nobody counts them.
  if (user != nullptr) {
    join_session_by(context.target.parameter("connection_id"), state, call, *user, context.outcome);
    (*answer)["call"] = call_json(call, state.store);
  }
  (*answer)["credentials"] = credentials(state, user);
  (*answer)["stats_options"] = {{"reporting_interval_ms", 60'000}, {"enable_rtc_stats", false}};
  return answer;
}

}  // namespace streamctl::emulator
