// Tasks: what Stream does in the background is done at once here.
#pragma once

#include <string>

#include "emulator/state/state.h"

namespace streamctl::emulator {

/// Records a completed task with that result; returns its id.
std::string complete_task(State& state, Json result);

}  // namespace streamctl::emulator
