// The whole state as JSON, for `streamctl emulator state`.
#pragma once

#include "emulator/state/state.h"

namespace streamctl::emulator {

/// {"api_key", "users", "calls", "connections", "event_hooks", "failures"}; secrets of hooks are
/// masked.
Json dump(const State& state);

}  // namespace streamctl::emulator
