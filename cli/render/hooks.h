// Event hooks as text and as JSON, with every secret masked.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/json.h"
#include "terminal.h"

namespace streamctl::cli {

/// A table with one line per hook.
std::string render_hooks(const std::vector<Json>& hooks, const Terminal& terminal);

/// One JSON object: `kind` "hook" and the hook's own fields, masked; its times as RFC 3339.
std::string hook_json(const Json& hook);

/// Stream's answer to the check of a hook.
struct HookVerdict {
  enum class Status { ok, error, skipped };
  Status status = Status::ok;
  std::string detail;  ///< From the network; may be empty.
};
std::string render_verdict(const Json& hook, const HookVerdict& verdict, const Terminal& terminal);
std::string verdict_json(const Json& hook, const HookVerdict& verdict);

}  // namespace streamctl::cli
