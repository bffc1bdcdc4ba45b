// Event hooks as text and as JSON, with every secret masked.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/json.h"
#include "stream/app_hooks.h"
#include "terminal.h"

namespace streamctl::cli {

/// "all", or the first types of a hook and how many more there are. Printable.
std::string hook_types_text(const std::vector<std::string>& types);

/// A table with one line per hook.
std::string render_hooks(const std::vector<Json>& hooks, const Terminal& terminal);

/// One JSON object: `kind` "hook" and the hook's own fields, masked; its times as RFC 3339.
std::string hook_json(const Json& hook);

/// What a change would do, as text: the hook, and each field that would differ. A hook that is
/// absent before is added, one that is absent after is removed. Secrets are masked.
std::string render_hook_change(const std::optional<Json>& before, const std::optional<Json>& after,
                               const Terminal& terminal);

/// The same as one JSON object of kind "hook_change".
std::string hook_change_json(const std::optional<Json>& before, const std::optional<Json>& after);

/// A warning for each hook whose AWS secret the API does not return: writing the hook back could
/// lose the secret.
std::vector<std::string> hidden_secret_warnings(const std::vector<Json>& hooks);

/// A hook that `hooks prune` keeps, and why.
std::string kept_hook_line(const Json& hook, const std::string& why, const Terminal& terminal);

/// What happened to hooks of others while ours were written.
std::vector<std::string> edit_warnings(const stream::EditedHooks& edited);

/// Stream's answer to the check of a hook.
struct HookVerdict {
  enum class Status { ok, error, skipped };
  Status status = Status::ok;
  std::string detail;  ///< From the network; may be empty.
};
std::string render_verdict(const Json& hook, const HookVerdict& verdict, const Terminal& terminal);
std::string verdict_json(const Json& hook, const HookVerdict& verdict);

}  // namespace streamctl::cli
