// The hook that a listener has in the app while it runs, as edits of the app's hooks. Pure.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/json.h"
#include "stream/app_hooks.h"
#include "stream/hook_mark.h"

namespace streamctl::stream {

struct Registration {
  HookMark mark;
  std::string url;                 ///< The public address, without the mark.
  std::vector<std::string> types;  ///< Empty: all.
};

/// Whether something listens on a port of this machine.
using IsPortUsed = std::function<bool(std::uint16_t)>;

/// Whether `hook` was added by a listener of `owner` that has ended: nothing listens on its port.
bool is_left_over(const Json& hook, const std::string& owner, const IsPortUsed& is_port_used);

/// The first hook with exactly this mark, or null.
const Json* registered_hook(const std::vector<Json>& hooks, const HookMark& mark);

/// The enabled hook without a mark that already sends all the types to the address, or null:
/// another hook would send everything twice.
const Json* equivalent_hook(const std::vector<Json>& hooks, const Registration& registration);

/// Points the hook with the mark to the address, or adds it unless there is an equivalent one;
/// removes those that listeners of the same owner left.
HookEdit registering(const Registration& registration, const IsPortUsed& is_port_used);

/// Removes the hook with the mark, and those that listeners of the same owner left: another program
/// may have put one back.
HookEdit unregistering(const HookMark& mark, const IsPortUsed& is_port_used);

}  // namespace streamctl::stream
