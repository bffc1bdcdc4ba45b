// What the emulator saw of sessions: who was there and for how long, and what they thought of it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "emulator/operations/operation_context.h"

namespace streamctl::emulator {

/// Somebody's stay in a session.
struct Stay {
  std::string user_id;
  std::string user_session_id;
  WallTime joined_at;
  std::optional<WallTime> left_at;  ///< Nothing while it lasts.
};

/// A session that has started, of the call that had it.
struct CallSession {
  const Call* call = nullptr;
  const Session* session = nullptr;

  [[nodiscard]] std::vector<Stay> stays() const;  ///< Oldest first, those that last at the end.
  [[nodiscard]] std::int64_t seconds(WallTime now) const;
  /// CallStatsParticipantCounts: no figures of media quality, which nobody measured.
  [[nodiscard]] Json counts(WallTime now) const;
  /// "call_cid", "call_session_id", "is_active", "session_started_at", "counts.min_user_rating", …
  /// of a query; null for what is unknown.
  [[nodiscard]] Json field(std::string_view name, WallTime now) const;
};

/// Every session of the calls that the caller may see.
std::vector<CallSession> all_sessions(const OperationContext& context);

/// The session of a call with that id, or the latest if `id` is empty. 404 if there is none.
Result<CallSession, Failure> find_session(const Call& call, const std::string& id);

/// The stay that a path names by `user` and `user_session`. 404 if there is none.
Result<Stay, Failure> find_stay(const CallSession& session, const Parameters& path);

std::int64_t seconds_between(WallTime begin, WallTime end);

/// The lowest rating and the average; nothing if nobody gave one.
struct Ratings {
  std::int64_t least = 0;
  double average = 0;
  std::size_t count = 0;
};
Ratings ratings_of(const Session& session);

}  // namespace streamctl::emulator
