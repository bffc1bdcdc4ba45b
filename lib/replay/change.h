// Gives a recorded event other content than was received.
#pragma once

#include <string>

#include "capture/record.h"
#include "core/result.h"
#include "webhook/overrides.h"

namespace streamctl::replay {

/// Replaces the body, and what the record says of it: type and call. Drops the recorded signature,
/// which does not hold for the new body.
void rewrite(capture::Record& record, std::string body);

/// Applies `changes` to the body. Returns whether they changed it; if not, its bytes stay. Kind
/// usage; the message names the event.
Result<bool> change(const webhook::Changes& changes, capture::Record& record);

}  // namespace streamctl::replay
