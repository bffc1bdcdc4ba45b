// One change of an app's hooks: shown by --dry-run, or written and confirmed.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "args/arguments.h"
#include "command.h"
#include "commands/hooks/app_hooks.h"
#include "context.h"
#include "core/json.h"
#include "core/result.h"
#include "stream/client.h"

namespace streamctl::cli {

/// Without `before` a hook is added, without `after` it is removed.
struct HookChange {
  std::optional<Json> before;
  std::optional<Json> after;
};

/// --dry-run
void declare_dry_run(Arguments& arguments, bool& dry_run);

/// The index of the hook with this id, or with the only id that starts with it (6 characters or
/// more). Kind refused: there is none, or there are several.
Result<std::size_t> find_hook(const std::vector<Json>& hooks, const std::string& id);

/// Shows `change` and leaves the app as it is: on standard output the fields that would differ,
/// with secrets masked, or a line of kind "hook_change".
Result<ExitCode> show_change(const HookChange& change, Context& context);

/// Writes `app.hooks` with the hook at `index` replaced by `after`, and prints the hook as the API
/// then returns it, after the word `done`. With `dry_run` shows the change instead.
Result<ExitCode> change_hook(AppHooks app, std::size_t index, Json after, const char* done,
                             bool dry_run, stream::Client& client, Context& context);

}  // namespace streamctl::cli
