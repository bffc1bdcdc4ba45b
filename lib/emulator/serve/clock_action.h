// The action `clock` of the controls.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>

#include "core/clock.h"
#include "core/json.h"
#include "core/result.h"
#include "emulator/state/settable_clock.h"
#include "emulator/state/state.h"

namespace streamctl::emulator {

/// Moves the time, then stops it or lets it run.
struct ClockChange {
  std::optional<WallTime> to;
  std::optional<bool> frozen;
};

/// Reads {"advance_ms","set","frozen"}. Kind usage: a bad value, both ways to move, or a time
/// before 1970 or after 2260.
Result<ClockChange> read_clock_change(const Json& body, WallTime now);

/// {"now","frozen","pending"}: the time, whether it stands still, and how many delayed events and
/// deadlines wait for it.
Json clock_view(const State& state, const SettableClock& clock);

}  // namespace streamctl::emulator
