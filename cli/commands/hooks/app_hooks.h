// Reads an app's event hooks from Stream's API and writes them back.
#pragma once

#include <vector>

#include "context.h"
#include "core/json.h"
#include "core/result.h"
#include "stream/client.h"

namespace streamctl::cli {

struct AppHooks {
  std::vector<Json> hooks;  ///< Complete: a write replaces all of them.
  /// The settings that predate event hooks, as hooks without an id; never written.
  std::vector<Json> app_wide;
  /// False: event hooks are disabled in the app, and Stream may send only to `app_wide`.
  bool in_use = true;

  /// `hooks`, then `app_wide`.
  [[nodiscard]] std::vector<Json> all() const;
};

/// Kinds as of stream::Client; refused: the response is not an app.
Result<AppHooks> read_hooks(stream::Client& client, Context& context);

/// Replaces the app's hooks by exactly `hooks`. Overwrites concurrent changes made elsewhere.
Result<void> write_hooks(const std::vector<Json>& hooks, stream::Client& client, Context& context);

/// Warns about each hook whose AWS secret the API does not return: writing the hook back could lose
/// the secret.
void warn_of_hidden_secrets(const std::vector<Json>& hooks, Context& context);

/// Prints one hook: "added webhook hook ID: URL", or the masked hook with --output json.
void print_hook(const Json& hook, const char* done, Context& context);

}  // namespace streamctl::cli
