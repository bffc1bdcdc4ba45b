// The event hooks of an app, read from Stream's API and written back.
#pragma once

#include <vector>

#include "context.h"
#include "core/json.h"
#include "core/result.h"
#include "stream/client.h"

namespace streamctl::cli {

struct AppHooks {
  std::vector<Json> hooks;  ///< Each whole: a write replaces all of them.
  /// The settings from before event hooks, as hooks without an id; never written.
  std::vector<Json> app_wide;
  /// False: the app has event hooks switched off, and Stream may send to `app_wide` only.
  bool in_use = true;

  /// `hooks`, then `app_wide`.
  [[nodiscard]] std::vector<Json> all() const;
};

/// Kinds as of stream::Client; refused: the answer is not an app's.
Result<AppHooks> read_hooks(stream::Client& client, Context& context);

/// Leaves the app with exactly `hooks`. A concurrent change made elsewhere is overwritten.
Result<void> write_hooks(const std::vector<Json>& hooks, stream::Client& client, Context& context);

/// Warns of each hook whose AWS secret the API does not return: writing the hook back could lose
/// the secret.
void warn_of_hidden_secrets(const std::vector<Json>& hooks, Context& context);

/// Prints one hook: "added webhook hook ID: URL", or with --output json the hook, masked.
void print_hook(const Json& hook, const char* done, Context& context);

}  // namespace streamctl::cli
