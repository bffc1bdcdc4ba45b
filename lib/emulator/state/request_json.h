// The JSON of requests.
#pragma once

#include <cstddef>
#include <string_view>

#include "core/json.h"
#include "core/result.h"

namespace streamctl::emulator {

/// Less than json_depth_max: events, answers and saved states nest what came in requests.
constexpr std::size_t request_depth_max = 1'000;

/// Parses JSON that comes from outside: exactly, up to `request_depth_max` levels. Kind config.
Result<Json> parse_request_json(std::string_view text);

}  // namespace streamctl::emulator
