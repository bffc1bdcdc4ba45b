// The state as a file: `streamctl emulator save` and `load`.
#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "core/json.h"
#include "core/result.h"
#include "emulator/state/settable_clock.h"
#include "emulator/state/state.h"

namespace streamctl::emulator {

constexpr const char* saved_format = "streamctl emulator state";  ///< The field "format".
/// Of the text of a saved state.
constexpr std::size_t saved_bytes_max = std::size_t{64} * 1024 * 1024;

/// Users, calls, call types and other records, uploaded files, the app's settings, failures, the
/// time if it is not the machine's, and what is pending. Without open sockets, the tokens declared
/// expired, the hooks of the command line, and whatever holds a secret.
///
/// Copies the state now. The result writes the text of it, on any thread, and is to be
/// destroyed on this one.
std::function<std::string()> copy_to_save(const State& state, const SettableClock& clock);

/// Whether it is what copy_to_save() writes, of this version. Kind config: "it is no saved state".
Result<void> check_saved(const Json& saved);

/// Replaces the state, except the hooks of the command line. The caller closes the open sockets. On
/// an error nothing changes. Kind config: names the first value that cannot be.
Result<void> load_state(State& state, SettableClock& clock, const Json& saved);

}  // namespace streamctl::emulator
