#include "commands/hooks/change.h"

#include <algorithm>
#include <ostream>
#include <utility>

#include <nlohmann/json.hpp>

#include "args/api_access.h"
#include "core/short_id.h"
#include "core/text.h"
#include "error_report.h"
#include "render/hooks.h"
#include "stream/hooks.h"

namespace streamctl::cli {
void declare_dry_run(Arguments& arguments, bool& dry_run) {
  arguments.flag("--dry-run", dry_run, "Show what would change, and change nothing");
}

Result<std::size_t> find_hook(const std::vector<Json>& hooks, const std::string& id) {
  std::vector<std::size_t> matches;
  for (std::size_t i = 0; i < hooks.size(); ++i) {
    const std::string one = stream::summary_of(hooks[i]).id;
    if (!id.empty() && one == id) return i;
    if (!id.empty() && may_name(id, one)) matches.push_back(i);
  }
  if (matches.size() == 1) return matches.front();
  const std::string quoted = "'" + printable(id) + "'";
  if (matches.empty())
    return refused_error("the app has no hook " + quoted, "'streamctl hooks' lists their ids");
  return refused_error(
      std::to_string(matches.size()) + " hooks have an id that starts with " + quoted,
      "give more of the id; 'streamctl hooks' lists them");
}

Result<ExitCode> show_change(const HookChange& change, Context& context) {
  context.out << (context.output == Output::json
                      ? hook_change_json(change.before, change.after) + "\n"
                      : render_hook_change(change.before, change.after, context.out_terminal));
  return 0;
}

Result<ExitCode> change_hook(AppHooks app, std::size_t index, Json after, const char* done,
                             bool dry_run, stream::Client& client, Context& context) {
  Json& hook = app.hooks[index];
  if (hook == after) {
    report_warning(context, "nothing to do: the hook is so already");
    print_hook(hook, "kept", context);
    return 0;
  }
  if (dry_run) return show_change({hook, std::move(after)}, context);
  const std::string id = stream::summary_of(hook).id;
  hook = std::move(after);
  warn_of_hidden_secrets(app.hooks, context);
  if (auto written = write_hooks(app.hooks, client, context); !written)
    return ended(std::move(written).error(), context);
  const auto now = read_hooks(client, context);
  if (!now) return ended(now.error(), context);
  const auto found = std::find_if(now->hooks.begin(), now->hooks.end(), [&](const Json& one) {
    return stream::summary_of(one).id == id;
  });
  if (found == now->hooks.end())
    return refused_error("the API took the change, but the app no longer has the hook",
                         "'streamctl hooks' shows what it has");
  print_hook(*found, done, context);
  return 0;
}

}  // namespace streamctl::cli
