// The two forms of dates: RFC 3339 on /video, integer nanoseconds on /api/v2.
#pragma once

#include "core/json.h"

namespace streamctl::emulator {

enum class DateForm { text, nanoseconds };

/// Converts every date of an answer or an event to nanoseconds since the epoch: at any depth, the
/// fields that are dates in the catalogue's schemas. Nothing within `custom` changes.
void times_to_nanoseconds(Json& value);

}  // namespace streamctl::emulator
