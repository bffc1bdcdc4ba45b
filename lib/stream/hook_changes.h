// The difference of two readings of an app's hooks, and the merge of two writers' changes. Pure.
#pragma once

#include <optional>
#include <vector>

#include <nlohmann/json.hpp>  // An optional needs the whole type.

#include "core/json.h"

namespace streamctl::stream {

/// Without `before` a hook is added, without `after` it is removed.
struct HookChange {
  std::optional<Json> before;
  std::optional<Json> after;
};

/// The hooks that differ, matched by their ids. The times that the API sets are no difference.
std::vector<HookChange> changes_between(const std::vector<Json>& before,
                                        const std::vector<Json>& after);

/// Whether `hooks` has one that differs from `hook` in its id and times at most.
bool has_content(const std::vector<Json>& hooks, const Json& hook);

/// `hooks` with those of `changes` that a write overwrote: the write was made from the hooks before
/// the changes, so it removed what they had added (the API gives it a new id), added what they had
/// removed, and undid what they had changed. A hook that differs in another way is left as it is.
std::vector<Json> restored(std::vector<Json> hooks, const std::vector<HookChange>& changes);

}  // namespace streamctl::stream
