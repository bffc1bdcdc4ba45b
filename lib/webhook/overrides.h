// The user's changes to an event: values merged over it, set at paths, and removed.
#pragma once

#include <optional>
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

/// All changes to an event, in this order.
struct Changes {
  Json data;                       ///< Merged over it; null: none.
  std::vector<Override> set;       ///< Applied after `data`.
  std::vector<std::string> unset;  ///< Paths of values to remove, if they are there.

  [[nodiscard]] bool empty() const { return data.is_null() && set.empty() && unset.empty(); }
};

/// Kind usage; the message names the part of a path that failed.
Result<void> apply(const Changes& changes, Json& event);

/// The text of an event after `changes`: on one line, numbers with their digits. Nothing if they
/// change nothing in it, so that its bytes can be kept. Kind usage: also if `body` is no JSON
/// object.
Result<std::optional<std::string>> changed(const Changes& changes, std::string_view body);

/// An event of an unknown type, for pass-through tests: its type, time and call.
Json bare_event(std::string_view type, std::string_view call_cid, const Json& created_at);

}  // namespace streamctl::webhook
