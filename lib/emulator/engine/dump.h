// The whole state as JSON, for `streamctl emulator state`.
#pragma once

#include <functional>
#include <string>

#include "emulator/state/state.h"

namespace streamctl::emulator {

/// {"api_key", "users", "calls", "connections", "event_hooks", "failures"}; secrets of hooks are
/// masked.
///
/// Copies the state now. The result makes the text of that object, on any thread, and is to be
/// destroyed on this one.
std::function<std::string()> copy_to_dump(const State& state);

}  // namespace streamctl::emulator
