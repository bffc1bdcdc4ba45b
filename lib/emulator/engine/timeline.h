// What happens later: delayed events and deadlines, by the time of the emulator.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>

#include "core/clock.h"
#include "emulator/state/event.h"
#include "emulator/state/settable_clock.h"
#include "emulator/state/state.h"

namespace streamctl::emulator {

/// Moves what is not due at `state.now` from an outcome to the schedule.
void defer(State& state, Outcome& outcome);

/// The outcome of the first thing that is due; nothing if none is.
std::optional<Outcome> take_due(State& state);

/// Moves the time to `to`. Forward: everything due until then happens in order, each at its own
/// time, and also what it causes; returns how many. `dispatch` gets each outcome and defers it.
/// Back: everything that waits stays as far off as it was. `clock` is that of the state.
std::size_t move_time(State& state, SettableClock& clock, WallTime to,
                      const std::function<void(Outcome&&)>& dispatch);

}  // namespace streamctl::emulator
