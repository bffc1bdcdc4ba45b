#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "args/api_access.h"
#include "args/arguments.h"
#include "commands/hooks/app_hooks.h"
#include "commands/hooks/change.h"
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
  auto access = server_access(context);
  if (!access) return std::move(access).error();
  stream::Client client = make_client(*std::move(access), context);
  auto app = read_hooks(client, context);
  if (!app) return ended(std::move(app).error(), context);
  std::vector<Json>& hooks = app->hooks;
  const auto index = find_hook(hooks, options.id);
  if (!index) return index.error();
  const Json removed = hooks[*index];
  if (options.dry_run) return show_change({removed, std::nullopt}, context);
  hooks.erase(hooks.begin() + static_cast<std::ptrdiff_t>(*index));
  warn_of_hidden_secrets(hooks, context);
  if (auto written = write_hooks(hooks, client, context); !written)
    return ended(std::move(written).error(), context);
  print_hook(removed, "removed", context);
  return 0;
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
