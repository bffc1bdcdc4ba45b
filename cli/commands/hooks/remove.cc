#include <optional>
#include <string>

#include <nlohmann/json.hpp>

#include "args/api_access.h"
#include "args/arguments.h"
#include "commands/hooks/desk.h"
#include "commands/hooks/hooks.h"

namespace streamctl::cli {
namespace {

struct RemoveOptions {
  std::string id;
  bool dry_run = false;
};

void declare(Arguments& arguments, RemoveOptions& options) {
  arguments.text("ID", options.id, "The hook's id, as 'streamctl hooks' shows it").required();
  declare_dry_run(arguments, options.dry_run);
}

Result<ExitCode> run(const RemoveOptions& options, Context& context) {
  const auto desk = HookDesk::open(context);
  if (!desk) return ended(desk.error(), context);
  const auto hook = (*desk)->find(options.id);
  if (!hook) return hook.error();
  return (*desk)->replace(*hook, std::nullopt, "removed", options.dry_run);
}

}  // namespace

Command hooks_remove() {
  return {
      .name = "remove",
      .summary = "Remove a hook",
      .description =
          "Removes the hook with the given id, of any kind. The beginning of an id, 6 characters "
          "or more, names the hook if no other begins so. The app's older webhook settings, "
          "which 'streamctl hooks' lists without an id, are not hooks; change them in the "
          "dashboard.",
      .examples = {{"streamctl hooks remove --env-file .env 7c9e6679-7425-40de-944b-e07fc1f90ae7",
                    "One less"}},
      .declare = bound<RemoveOptions>(declare, run)};
}

}  // namespace streamctl::cli
