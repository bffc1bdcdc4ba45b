// Times in the format of HTTP header fields.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/clock.h"

namespace streamctl::net {

/// "Mon, 23 Nov 2026 17:00:00 GMT" (RFC 9110 section 5.6.7).
std::string http_date(WallTime time);

/// Parses "Mon, 23 Nov 2026 17:00:00 GMT" and the older forms of RFC 9110 section 5.6.7; returns
/// nullopt if it is not a date, or is before 1970 or after 2261 (see last_wall_second).
std::optional<WallTime> parse_http_date(std::string_view text);

}  // namespace streamctl::net
