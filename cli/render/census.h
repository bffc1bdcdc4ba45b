// Renders a capture's census for people.
#pragma once

#include <cstdint>
#include <string>

#include "capture/census.h"
#include "core/json.h"
#include "terminal.h"

namespace streamctl::cli {

/// Counts, bars by type and call, a line of rate over time, gaps and latency.
std::string render_census(const capture::Census& census, std::uint64_t malformed,
                          const Terminal& terminal);

/// {"kind":"census",…}, times in RFC 3339, durations in milliseconds.
Json census_json(const capture::Census& census, std::uint64_t malformed);

}  // namespace streamctl::cli
