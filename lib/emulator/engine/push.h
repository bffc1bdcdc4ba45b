// Events that a developer sends by hand: `streamctl emulator push`.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "core/result.h"
#include "emulator/state/event.h"
#include "emulator/state/state.h"

namespace streamctl::emulator {

struct Push {
  std::string type;
  std::string call_cid;      ///< Default: default:standup; unused by types without a call.
  std::string user_id;       ///< The subject of the event; default: the call's creator, or john.
  Json set = Json::array();  ///< [{"path": …, "value": …}], applied in order.
  Json data;                 ///< Merged over the event; null for none.
};

/// Builds an event of any type. The call that it is about and the user are created if they do not
/// exist; the outcome then begins with call.created. Events of the session (call.session_started,
/// …_participant_joined, …_left, …_ended) also change the call, so that GetCall agrees. Kind usage:
/// the type is unknown, or the call or a path is malformed. refused: the event would change
/// nothing; the hint names what to push instead.
Result<Outcome> push(State& state, const Push& push);

}  // namespace streamctl::emulator
