// Which deliveries are wanted: by type and by call.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "core/glob.h"

namespace streamctl::listener {

/// Globs (see glob_match). Everything passes an empty selection.
struct Selection {
  std::vector<std::string> types;  ///< Any of them.
  std::string call;                ///< Of the call's CID; empty: any call, and none.
  bool operator==(const Selection&) const = default;
};

inline bool passes(const Selection& selection, std::string_view type, std::string_view call_cid) {
  const auto matches = [&](const std::string& pattern) { return glob_match(pattern, type); };
  const bool right_type = selection.types.empty() ||
                          std::any_of(selection.types.begin(), selection.types.end(), matches);
  return right_type && (selection.call.empty() || glob_match(selection.call, call_cid));
}

}  // namespace streamctl::listener
