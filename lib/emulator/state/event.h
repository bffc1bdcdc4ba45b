// Events of the emulator and their recipients.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/json.h"

namespace streamctl::emulator {

/// The sockets that receive an event. Hooks select by type instead.
enum class Reach {
  watchers,              ///< Those watching the call.
  members_and_watchers,  ///< Also those of the users in `user_ids`, watching or not.
  users,                 ///< Only those of the users in `user_ids`.
  everyone,              ///< Every socket.
};

struct Event {
  std::string type;
  std::string call_cid;  ///< Empty if it concerns no call.
  Json body;             ///< Times as RFC 3339.
  Reach reach = Reach::watchers;
  std::vector<std::string> user_ids;
  std::chrono::nanoseconds after{0};  ///< Delay before it is sent.
};

/// A check to run later.
struct Deadline {
  enum class Kind {
    missed,  ///< Silent callees of the session count as missed.
    idle,    ///< A session that nobody is in ends.
    timer,   ///< A session that lasts as long as it may ends.
  };
  std::chrono::nanoseconds after{0};
  std::string call_cid;
  std::string session_id;
  Kind kind = Kind::missed;
};

/// The effects of a request, a deadline or a pushed event outside the state.
struct Outcome {
  std::vector<Event> events;
  std::vector<Deadline> deadlines;
  std::vector<std::string> deleted_calls;  ///< Nobody can watch them any more.
  std::vector<std::string> watched_calls;  ///< For the connection that the request named.
  bool changes_access = false;             ///< Connections may have to close; see why_closed().
};

}  // namespace streamctl::emulator
