// Durations and sizes as people write them on the command line.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/result.h"

namespace streamctl {

/// "250ms", "6s", "1.5m", "2h", "0s" ("0" alone too) as nanoseconds: never negative, at most 10
/// years. The unit is needed. Kind usage; the message quotes the text.
Result<std::chrono::nanoseconds> parse_duration(std::string_view text);

/// The shortest exact-enough form for people: "850µs", "12.3ms", "4.02s", "1m 05s", "2h 03m".
std::string duration_text(std::chrono::nanoseconds duration);

/// The same with a "-" before a negative one.
std::string signed_duration_text(std::chrono::nanoseconds duration);

/// Milliseconds as the lines of JSON have them, to the microsecond: 12.345.
double milliseconds_of(std::chrono::nanoseconds duration);

/// "512KiB", "5MiB", "1GiB", "100kB", "4096" (bytes) as bytes, at most 2^53. Kind usage.
Result<std::uint64_t> parse_size(std::string_view text);

/// "312 B", "1.6 KiB", "5 MiB".
std::string size_text(std::uint64_t bytes);

/// "1,234,567": a count for people.
std::string count_text(std::uint64_t count);

}  // namespace streamctl
