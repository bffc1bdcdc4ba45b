// RFC 3339 times, as Stream writes them and as people read them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/clock.h"

namespace streamctl {

/// "2026-11-23T17:00:00.123456Z": UTC with microseconds, always six digits. For streamctl's own
/// records.
std::string rfc3339_micros(WallTime time);

/// "2026-11-23T17:00:00.123456789Z": UTC, nanoseconds with trailing zeros trimmed, as Stream sends
/// them (a whole second has no fraction at all).
std::string rfc3339_trimmed(WallTime time);
void append_rfc3339_trimmed(WallTime time, std::string& text);

/// Reads an RFC 3339 time with any offset and up to nine fraction digits; nothing if it is not one.
std::optional<WallTime> parse_rfc3339(std::string_view text);

/// "2026-11-23 17:00:00" in the machine's time zone, for people.
std::string local_date_text(WallTime time);
/// Reads such a time, also without seconds or without a time of day; nothing if it is not one.
std::optional<WallTime> parse_local_date(std::string_view text);

/// "17:00:00.123" in the machine's time zone, for people.
std::string local_clock_text(WallTime time);

/// "2026-11-23 17:00:00" in the machine's time zone, for people; with milliseconds unless it is a
/// whole second.
std::string local_time_text(WallTime time);

}  // namespace streamctl
