// What the actions of `hooks` share: read the app's hooks, find one, change it, and print it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "args/arguments.h"
#include "command.h"
#include "context.h"
#include "core/json.h"
#include "core/result.h"
#include "stream/app_hooks.h"
#include "stream/client.h"

namespace streamctl::cli {

/// --dry-run
void declare_dry_run(Arguments& arguments, bool& dry_run);

/// The hooks of the app that the settings name.
class HookDesk {
 public:
  /// Reads the hooks. Kinds as of server_access() and stream::ApiHooks::read().
  static Result<std::unique_ptr<HookDesk>> open(Context& context);

  [[nodiscard]] const stream::AppHooks& app() const { return app_; }
  [[nodiscard]] stream::Client& client() { return client_; }

  /// The hook with this id, or with the only id that starts with it (6 characters or more). Kind
  /// refused: there is none, or there are several.
  [[nodiscard]] Result<Json> find(const std::string& id) const;

  /// Replaces a hook that find() returned by `after`, or removes it, and prints it after the word
  /// `done` as the API then returns it. With `dry_run` shows the change instead.
  Result<ExitCode> replace(const Json& hook, const std::optional<Json>& after, const char* done,
                           bool dry_run);
  /// Removes all of `hooks`, which are of app(), in one write, and prints them.
  Result<ExitCode> remove(const std::vector<Json>& hooks, bool dry_run);
  /// Adds a hook, unless there is an enabled one to the same target for the same types.
  Result<ExitCode> add(const Json& hook, bool dry_run);

 private:
  HookDesk(stream::Access access, Context& context);
  /// Writes the edit, with a warning about what a write may do or did to the other hooks.
  Result<stream::EditedHooks> write(const stream::HookEdit& edit);

  Context& context_;
  stream::Client client_;
  stream::ApiHooks store_;
  stream::AppHooks app_;
};

}  // namespace streamctl::cli
