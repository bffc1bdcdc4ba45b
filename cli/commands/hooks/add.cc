#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "args/api_access.h"
#include "args/arguments.h"
#include "commands/hooks/app_hooks.h"
#include "commands/hooks/change.h"
#include "commands/hooks/hooks.h"
#include "commands/hooks/target.h"
#include "error_report.h"
#include "stream/hooks.h"

namespace streamctl::cli {
namespace {

struct AddOptions {
  HookTarget target;
  bool dry_run = false;
};

void declare(Arguments& arguments, AddOptions& options) {
  arguments.text("URL", options.target.url, "Where to send events");
  declare_target(arguments, options.target);
  declare_dry_run(arguments, options.dry_run);
}

/// A new hook as the options describe it.
Result<Json> wanted_hook(const HookTarget& target, Context& context) {
  if (target.count() == 0)
    return usage_error("no target is given", "give a URL, --sqs URL or --sns ARN");
  auto types = read_types(target, context);
  if (!types) return std::move(types).error();
  Json hook = stream::new_hook(*types);
  if (auto done = apply_target(target, hook, context); !done) return std::move(done).error();
  return hook;
}

/// The enabled hook to the same target for the same types, or null.
const Json* same_hook(const std::vector<Json>& hooks, const Json& wanted) {
  const auto found = std::find_if(hooks.begin(), hooks.end(), [&](const Json& hook) {
    const auto one = stream::summary_of(hook);
    const auto other = stream::summary_of(wanted);
    return one.enabled && one.kind == other.kind && one.target == other.target &&
           one.types == other.types;
  });
  return found == hooks.end() ? nullptr : &*found;
}

/// Reads the hooks again to get the id that the API assigned and to confirm that the hook was
/// saved.
Result<ExitCode> confirm(const Json& wanted, stream::Client& client, Context& context) {
  const auto after = read_hooks(client, context);
  if (!after) return ended(after.error(), context);
  const Json* added = same_hook(after->hooks, wanted);
  if (added == nullptr)
    return refused_error("the API took the hook, but the app does not have it",
                         "'streamctl hooks' shows what it has");
  print_hook(*added, "added", context);
  if (!after->in_use)
    report_warning(context,
                   "the app still uses its older webhook settings (use_hook_v2 is off): "
                   "hooks may not be sent to until that is changed in the dashboard");
  return 0;
}

Result<ExitCode> run(const AddOptions& options, Context& context) {
  auto access = server_access(context);
  if (!access) return std::move(access).error();
  stream::Client client = make_client(*std::move(access), context);
  const auto wanted = wanted_hook(options.target, context);
  if (!wanted) return wanted.error();
  auto before = read_hooks(client, context);
  if (!before) return ended(std::move(before).error(), context);
  std::vector<Json>& hooks = before->hooks;
  if (const Json* existing = same_hook(hooks, *wanted)) {
    report_warning(context, "nothing to do: there is such a hook already");
    print_hook(*existing, "kept", context);
    return 0;
  }
  if (options.dry_run) return show_change({std::nullopt, *wanted}, context);
  warn_of_hidden_secrets(hooks, context);
  hooks.push_back(*wanted);
  if (auto written = write_hooks(hooks, client, context); !written)
    return ended(std::move(written).error(), context);
  return confirm(*wanted, client, context);
}

}  // namespace

Command hooks_add() {
  return {
      .name = "add",
      .summary = "Add a webhook, a queue or a topic",
      .description =
          "Adds a hook to the app and shows it with the id that Stream gave it. Changes nothing "
          "if an enabled hook to the same target for the same types exists. Stream signs in to a "
          "queue or topic with --role-arn; without it, the queue's or topic's own policy must "
          "admit Stream, and 'streamctl hooks check' tells whether it does. For access keys, "
          "whose secret belongs in no argument, use 'streamctl api PATCH /app -d @FILE'.",
      .examples =
          {{"streamctl hooks add --env-file .env https://example.com/webhooks/stream",
            "A webhook for all types"},
           {"streamctl hooks add --env-file .env https://example.com/webhooks/stream --types "
            "call.created,call.ended",
            "A webhook for two types"},
           {"streamctl hooks add --env-file .env --sqs "
            "https://sqs.eu-central-1.amazonaws.com/123456789012/events --dry-run",
            "A queue; shows it and changes nothing"}},
      .declare = bound<AddOptions>(declare, run)};
}

}  // namespace streamctl::cli
