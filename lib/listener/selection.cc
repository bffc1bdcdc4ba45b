#include "listener/selection.h"

#include <algorithm>

#include "core/glob.h"

namespace streamctl::listener {

bool passes(const Selection& selection, std::string_view type, std::string_view call_cid) {
  const auto matches = [&](const std::string& pattern) { return glob_match(pattern, type); };
  const bool right_type = selection.types.empty() ||
                          std::any_of(selection.types.begin(), selection.types.end(), matches);
  return right_type && (selection.call.empty() || glob_match(selection.call, call_cid));
}

}  // namespace streamctl::listener
