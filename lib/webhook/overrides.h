// The user's changes to an event: values set at paths.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/json_path.h"
#include "core/result.h"

namespace streamctl::webhook {

/// One `--set`: "call.custom.room=blue" (a string) or "call.custom.size:=4" (JSON).
using Override = Assignment;

/// Kind usage: "bad setting 'room': write it path=value or path:=json".
Result<Override> parse_override(std::string_view text);

/// Applies all in order. Kind usage; the message names the part of the path that failed.
Result<void> apply(const std::vector<Override>& overrides, Json& event);

/// An event of an unknown type, for pass-through tests: its type, time and call.
Json bare_event(std::string_view type, std::string_view call_cid, const Json& created_at);

}  // namespace streamctl::webhook
