// The two forms of times: RFC 3339 on /video, whole nanoseconds on /api/v2.
#pragma once

#include "core/json.h"

namespace streamctl::emulator {

enum class DateForm { text, nanoseconds };

/// Turns every time of an answer or an event into nanoseconds since the epoch: the fields that the
/// catalogue's schemas say are times, wherever they stand, and nothing within `custom`.
void times_to_nanoseconds(Json& value);

}  // namespace streamctl::emulator
