#include "stream/hook_changes.h"

#include <algorithm>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

namespace streamctl::stream {
namespace {

using Hooks = std::vector<Json>;

Json without_times(Json hook) {
  hook.erase("created_at");
  hook.erase("updated_at");
  return hook;
}

/// A hook that the API removed and added again has a new id.
Json without_id(const Json& hook) {
  Json content = without_times(hook);
  content.erase("id");
  return content;
}

bool is_same(const Json& one, const Json& other) {
  return without_times(one) == without_times(other);
}

template <class Range>
auto find_hook(Range& hooks, const Json& wanted) {
  const std::string id = text_at(wanted, "id");
  return std::find_if(hooks.begin(), hooks.end(), [&](const Json& hook) {
    return id.empty() ? is_same(hook, wanted) : text_at(hook, "id") == id;
  });
}

template <class Range>
auto find_content(Range& hooks, const Json& wanted) {
  const Json content = without_id(wanted);
  return std::find_if(hooks.begin(), hooks.end(),
                      [&](const Json& hook) { return without_id(hook) == content; });
}

void restore(Hooks& hooks, const HookChange& change) {
  if (!change.before) {
    if (find_content(hooks, *change.after) == hooks.end()) hooks.push_back(*change.after);
    return;
  }
  const auto undone = find_content(hooks, *change.before);
  if (undone == hooks.end()) return;
  if (change.after)
    *undone = *change.after;
  else
    hooks.erase(undone);
}

}  // namespace

bool has_content(const Hooks& hooks, const Json& hook) {
  return find_content(hooks, hook) != hooks.end();
}

std::vector<HookChange> changes_between(const Hooks& before, const Hooks& after) {
  std::vector<HookChange> changes;
  for (const Json& hook : before) {
    const auto now = find_hook(after, hook);
    if (now == after.end())
      changes.push_back({hook, std::nullopt});
    else if (!is_same(*now, hook))
      changes.push_back({hook, *now});
  }
  for (const Json& hook : after) {
    if (find_hook(before, hook) == before.end()) changes.push_back({std::nullopt, hook});
  }
  return changes;
}

Hooks restored(Hooks hooks, const std::vector<HookChange>& changes) {
  for (const HookChange& change : changes)
    restore(hooks, change);
  return hooks;
}

}  // namespace streamctl::stream
