// The action `fail` of the controls.
#pragma once

#include "core/json.h"
#include "core/result.h"
#include "emulator/state/injected_failures.h"

namespace streamctl::emulator {

/// Adds the failure of {"count","operation","status","probability","latency_ms","seed"} and returns
/// it as {"failing",…}. Without "status" it is 503, or none if there is a latency. Kind usage: a
/// bad value, or no operation of that name; the hint then is the nearest.
Result<Json> fail_requests(InjectedFailures& failures, const Json& body);

}  // namespace streamctl::emulator
