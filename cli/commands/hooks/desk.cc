#include "commands/hooks/desk.h"

#include <algorithm>
#include <ostream>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "args/api_access.h"
#include "core/short_id.h"
#include "core/text.h"
#include "error_report.h"
#include "render/hooks.h"
#include "stream/hooks.h"

namespace streamctl::cli {
namespace {

using Hooks = std::vector<Json>;

auto with_id(const Hooks& hooks, const std::string& id) {
  return std::find_if(hooks.begin(), hooks.end(),
                      [&](const Json& one) { return stream::summary_of(one).id == id; });
}

/// The enabled hook to the same target for the same types.
auto same_as(const Hooks& hooks, const Json& wanted) {
  return std::find_if(hooks.begin(), hooks.end(), [&](const Json& hook) {
    const auto one = stream::summary_of(hook);
    const auto other = stream::summary_of(wanted);
    return one.enabled && one.kind == other.kind && one.target == other.target &&
           one.types == other.types;
  });
}

void show_change(const std::optional<Json>& before, const std::optional<Json>& after,
                 Context& context) {
  context.out << (context.output == Output::json
                      ? hook_change_json(before, after) + "\n"
                      : render_hook_change(before, after, context.out_terminal));
}

/// Prints one hook: "added webhook hook ID: URL", or the masked hook with --output json.
void print_hook(const Json& hook, const char* done, Context& context) {
  if (context.output == Output::json) {
    context.out << hook_json(hook) << '\n';
    return;
  }
  const stream::HookSummary summary = stream::summary_of(hook);
  context.out << context.out_terminal.paint(Style::green, done) << ' ' << printable(summary.kind)
              << " hook " << printable(summary.id) << ": " << printable(summary.target) << '\n';
}

}  // namespace

void declare_dry_run(Arguments& arguments, bool& dry_run) {
  arguments.flag("--dry-run", dry_run, "Show what would change, and change nothing");
}

HookDesk::HookDesk(stream::Access access, Context& context)
    : context_(context),
      client_(make_client(std::move(access), context)),
      store_(client_, context.random, context.stop) {}

Result<std::unique_ptr<HookDesk>> HookDesk::open(Context& context) {
  auto access = server_access(context);
  if (!access) return std::move(access).error();
  std::unique_ptr<HookDesk> desk(new HookDesk(*std::move(access), context));
  auto app = desk->store_.read();
  if (!app) return std::move(app).error();
  desk->app_ = *std::move(app);
  return desk;
}

Result<Json> HookDesk::find(const std::string& id) const {
  Hooks matches;
  for (const Json& hook : app_.hooks) {
    const std::string one = stream::summary_of(hook).id;
    if (!id.empty() && one == id) return hook;
    if (!id.empty() && may_name(id, one)) matches.push_back(hook);
  }
  if (matches.size() == 1) return matches.front();
  const std::string quoted = "'" + printable(id) + "'";
  if (matches.empty())
    return refused_error("the app has no hook " + quoted, "'streamctl hooks' lists their ids");
  return refused_error(
      std::to_string(matches.size()) + " hooks have an id that starts with " + quoted,
      "give more of the id; 'streamctl hooks' lists them");
}

Result<stream::EditedHooks> HookDesk::write(const stream::HookEdit& edit) {
  for (const std::string& warning : hidden_secret_warnings(edit.apply(app_.hooks)))
    report_warning(context_, warning);
  auto edited = stream::edit_hooks(store_, edit, app_);
  if (!edited) return edited;
  for (const std::string& warning : edit_warnings(*edited))
    report_warning(context_, warning);
  return edited;
}

Result<ExitCode> HookDesk::replace(const Json& hook, const std::optional<Json>& after,
                                   const char* done, bool dry_run) {
  if (after == hook) {
    report_warning(context_, "nothing to do: the hook is so already");
    print_hook(hook, "kept", context_);
    return 0;
  }
  if (dry_run) {
    show_change(hook, after, context_);
    return 0;
  }
  const std::string id = stream::summary_of(hook).id;
  const auto apply = [&](Hooks hooks) {
    const auto place = std::find_if(hooks.begin(), hooks.end(), [&](const Json& one) {
      return stream::summary_of(one).id == id;
    });
    if (place != hooks.end() && after) *place = *after;
    if (place != hooks.end() && !after) hooks.erase(place);
    return hooks;
  };
  const auto holds = [&](const Hooks& hooks) {
    return (with_id(hooks, id) != hooks.end()) == after.has_value();
  };
  const auto edited = write({apply, holds});
  if (!edited) return ended(edited.error(), context_);
  if (!after) {
    print_hook(hook, done, context_);
    return 0;
  }
  const auto now = with_id(edited->after.hooks, id);
  if (now == edited->after.hooks.end())
    return refused_error("the app no longer has the hook", "'streamctl hooks' shows what it has");
  print_hook(*now, done, context_);
  return 0;
}

Result<ExitCode> HookDesk::remove(const Hooks& hooks, bool dry_run) {
  if (dry_run) {
    for (const Json& hook : hooks)
      show_change(hook, std::nullopt, context_);
    return 0;
  }
  if (hooks.empty()) return 0;
  const auto is_removed = [&](const Json& hook) {
    const std::string id = stream::summary_of(hook).id;
    return id.empty() ? std::find(hooks.begin(), hooks.end(), hook) != hooks.end()
                      : with_id(hooks, id) != hooks.end();
  };
  const auto apply = [&](Hooks all) {
    std::erase_if(all, is_removed);
    return all;
  };
  const auto holds = [&](const Hooks& all) {
    return std::none_of(all.begin(), all.end(), is_removed);
  };
  if (const auto edited = write({apply, holds}); !edited) return ended(edited.error(), context_);
  for (const Json& hook : hooks)
    print_hook(hook, "removed", context_);
  return 0;
}

Result<ExitCode> HookDesk::add(const Json& hook, bool dry_run) {
  if (const auto same = same_as(app_.hooks, hook); same != app_.hooks.end()) {
    report_warning(context_, "nothing to do: there is such a hook already");
    print_hook(*same, "kept", context_);
    return 0;
  }
  if (dry_run) {
    show_change(std::nullopt, hook, context_);
    return 0;
  }
  const auto holds = [&](const Hooks& hooks) { return same_as(hooks, hook) != hooks.end(); };
  const auto apply = [&](Hooks hooks) {
    if (!holds(hooks)) hooks.push_back(hook);
    return hooks;
  };
  const auto edited = write({apply, holds});
  if (!edited) return ended(edited.error(), context_);
  if (!edited->after.in_use)
    report_warning(context_,
                   "the app still uses its older webhook settings (use_hook_v2 is off): "
                   "hooks may not be sent to until that is changed in the dashboard");
  // As the API returns it, with its id.
  print_hook(*same_as(edited->after.hooks, hook), "added", context_);
  return 0;
}

}  // namespace streamctl::cli
