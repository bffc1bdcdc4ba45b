#include "stream/hook_registration.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "stream/hooks.h"

namespace streamctl::stream {
namespace {

using Hooks = std::vector<Json>;

bool has_mark(const Json& hook, const HookMark& mark) {
  return mark_of(hook) == mark;
}

bool is_there(const Hooks& hooks, const Registration& registration) {
  const Json* ours = registered_hook(hooks, registration.mark);
  return ours != nullptr ? is_same_address(text_at(*ours, "webhook_url"), registration.url)
                         : equivalent_hook(hooks, registration) != nullptr;
}

/// Changes of a field that is right already would reorder the keys.
void set_field(Json& hook, const char* key, Json value) {
  const auto field = hook.find(key);
  if (field == hook.end() || *field != value) hook[key] = std::move(value);
}

void point(Json& hook, const Registration& registration) {
  set_field(hook, "hook_type", "webhook");
  set_field(hook, "enabled", true);
  if (summary_of(hook).types != registration.types) set_types(hook, registration.types);
  set_field(hook, "webhook_url", marked_url(registration.url, registration.mark));
}

Hooks registered(Hooks hooks, const Registration& registration, const IsPortUsed& is_port_used) {
  const HookMark& mark = registration.mark;
  Json* ours = nullptr;
  Hooks kept;
  kept.reserve(hooks.size() + 1);  // `ours` points into it.
  for (Json& hook : hooks) {
    const bool is_ours = has_mark(hook, mark);
    if (is_ours ? ours != nullptr : is_left_over(hook, mark.owner, is_port_used)) continue;
    kept.push_back(std::move(hook));
    if (is_ours) ours = &kept.back();
  }
  if (equivalent_hook(kept, registration) != nullptr) {
    std::erase_if(kept, [&](const Json& hook) { return has_mark(hook, mark); });
    return kept;
  }
  if (ours == nullptr) ours = &kept.emplace_back(new_hook(registration.types));
  point(*ours, registration);
  return kept;
}

}  // namespace

bool is_left_over(const Json& hook, const std::string& owner, const IsPortUsed& is_port_used) {
  const auto mark = mark_of(hook);
  return mark && mark->owner == owner && !is_port_used(mark->port);
}

const Json* registered_hook(const Hooks& hooks, const HookMark& mark) {
  const auto found = std::find_if(hooks.begin(), hooks.end(),
                                  [&](const Json& hook) { return has_mark(hook, mark); });
  return found == hooks.end() ? nullptr : &*found;
}

const Json* equivalent_hook(const Hooks& hooks, const Registration& registration) {
  const auto found = std::find_if(hooks.begin(), hooks.end(), [&](const Json& hook) {
    const HookSummary one = summary_of(hook);
    if (!one.enabled || one.kind != "webhook" || mark_of(hook) ||
        !is_same_address(text_at(hook, "webhook_url"), registration.url))
      return false;
    return one.types.empty() ||
           (!registration.types.empty() &&
            std::all_of(
                registration.types.begin(), registration.types.end(), [&](const std::string& type) {
                  return std::find(one.types.begin(), one.types.end(), type) != one.types.end();
                }));
  });
  return found == hooks.end() ? nullptr : &*found;
}

HookEdit registering(const Registration& registration, const IsPortUsed& is_port_used) {
  return {[=](const Hooks& hooks) { return registered(hooks, registration, is_port_used); },
          [=](const Hooks& hooks) { return is_there(hooks, registration); }};
}

HookEdit unregistering(const HookMark& mark, const IsPortUsed& is_port_used) {
  const auto is_removed = [=](const Json& hook) {
    return has_mark(hook, mark) || is_left_over(hook, mark.owner, is_port_used);
  };
  return {[=](Hooks hooks) {
            std::erase_if(hooks, is_removed);
            return hooks;
          },
          [=](const Hooks& hooks) { return std::none_of(hooks.begin(), hooks.end(), is_removed); }};
}

}  // namespace streamctl::stream
