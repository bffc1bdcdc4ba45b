// An event the emulator makes, and whom it is for.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/json.h"

namespace streamctl::emulator {

/// Whose sockets an event goes to. Hooks ask for types, not for people.
enum class Reach {
  watchers,              ///< Those that watch the call.
  members_and_watchers,  ///< And the users named in the event, watching or not.
  users,                 ///< Only the users named.
  everyone,              ///< Every socket.
};

struct Event {
  std::string type;
  std::string call_cid;  ///< Empty where it is about no call.
  Json body;             ///< Times as RFC 3339.
  Reach reach = Reach::watchers;
  std::vector<std::string> user_ids;
  std::chrono::nanoseconds after{0};  ///< Sent so much later.
};

/// Something to look at again later.
struct Deadline {
  std::chrono::nanoseconds after{0};
  std::string call_cid;
  std::string session_id;  ///< The ring whose silent callees are counted as missing then.
};

/// What a request, or anything else that happens, brings about.
struct Outcome {
  std::vector<Event> events;
  std::vector<Deadline> deadlines;
  std::vector<std::string> deleted_calls;  ///< Nobody watches them any more.
  std::vector<std::string> watched_calls;  ///< By the connection the request named.
};

}  // namespace streamctl::emulator
