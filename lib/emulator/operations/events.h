// Builds the events that operations send.
#pragma once

#include <string>
#include <vector>

#include "core/clock.h"
#include "emulator/state/event.h"
#include "emulator/state/store.h"

namespace streamctl::emulator {

/// An event about a call. `fields` are those besides type, created_at and call_cid. Types that
/// Stream sends to every member go to the members too. Source: Stream docs, "Events", who receives
/// what.
Event call_event(std::string type, const Call& call, WallTime now, Json fields);
/// The same, for these users only.
Event call_event_for(std::vector<std::string> user_ids, std::string type, const Call& call,
                     WallTime now, Json fields);
/// An event about a user, sent to that user's sockets.
Event user_event(std::string type, const User& user, WallTime now, Json fields);

}  // namespace streamctl::emulator
