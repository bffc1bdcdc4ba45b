// Checks values that were read from a file for what the operations rely on.
#pragma once

#include <string>

#include "core/json.h"
#include "core/result.h"
#include "emulator/state/event.h"
#include "emulator/state/store.h"

namespace streamctl::emulator {

/// Limits, references to users, and the shapes of JSON values. Kind config.
Result<void> check_store(const Store& store, std::size_t bytes_max);

/// The event matches the catalogue. Kind config.
Result<void> check_event(const Event& event, const std::string& path);

}  // namespace streamctl::emulator
