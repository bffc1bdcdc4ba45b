// A state to begin with, and the way back to it.
#pragma once

#include "core/clock.h"
#include "core/random.h"
#include "core/result.h"
#include "emulator/state/state.h"

namespace streamctl::emulator {

/// A state with the hooks and the seed of its options. Kind usage for a hook's URL, config for the
/// seed (see seed()).
Result<State> make_state(StateOptions options, const Clock& clock, Random random);

/// Restores the state of make_state(). The caller closes the open sockets first.
void reset(State& state);

}  // namespace streamctl::emulator
