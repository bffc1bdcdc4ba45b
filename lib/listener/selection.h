// Which deliveries are wanted: by type and by call.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace streamctl::listener {

/// Globs (see glob_match). Everything passes an empty selection.
struct Selection {
  std::vector<std::string> types;  ///< Any of them.
  std::string call;                ///< Of the call's CID; empty: any call, and none.
  bool operator==(const Selection&) const = default;
};

bool passes(const Selection& selection, std::string_view type, std::string_view call_cid);

}  // namespace streamctl::listener
