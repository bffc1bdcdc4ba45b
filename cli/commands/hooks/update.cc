#include <algorithm>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "args/api_access.h"
#include "args/arguments.h"
#include "commands/hooks/desk.h"
#include "commands/hooks/hooks.h"
#include "commands/hooks/target.h"
#include "core/text.h"
#include "net/http_client/typed_url.h"
#include "stream/hooks.h"

namespace streamctl::cli {
namespace {

struct UpdateOptions {
  std::string id;
  HookTarget target;
  bool all_types = false;
  bool dry_run = false;
};

void declare(Arguments& arguments, UpdateOptions& options) {
  arguments.text("ID", options.id, "The hook's id, as 'streamctl hooks' shows it").required();
  arguments.text("--url", options.target.url, "Send to this URL").metavar("URL");
  declare_target(arguments, options.target);
  arguments.flag("--all-types", options.all_types, "Send all types, future ones too");
  declare_dry_run(arguments, options.dry_run);
}

/// `hook` with what the options change. Kind usage also where they change nothing, or would make a
/// queue of a webhook.
Result<Json> updated(Json hook, const UpdateOptions& options, Context& context) {
  const HookTarget& target = options.target;
  const std::string kind = stream::summary_of(hook).kind;
  if (auto done = apply_target(target, hook, context); !done) return std::move(done).error();
  if (stream::summary_of(hook).kind != kind)
    return usage_error("the hook is of the kind " + printable(kind) + ", and stays so",
                       "'streamctl hooks add' adds one of another kind");
  auto types = read_types(target, context);
  if (!types) return std::move(types).error();
  const bool names_types = std::any_of(target.types.begin(), target.types.end(),
                                       [](const std::string& list) { return !list.empty(); });
  if (options.all_types || names_types) stream::set_types(hook, *types);
  return hook;
}

/// What can be told before the API is asked.
Result<void> check(const UpdateOptions& options, Context& context) {
  const HookTarget& target = options.target;
  if (target.count() == 0 && target.types.empty() && !options.all_types)
    return usage_error("no change is given", "give --url, --sqs, --sns, --types or --all-types");
  if (options.all_types && !target.types.empty())
    return usage_error("--all-types and --types exclude each other");
  if (target.url.empty()) {
    Json scratch = Json::object();
    return apply_target(target, scratch, context);
  }
  if (auto url = net::read_url(target.url); !url) return std::move(url).error().in("--url");
  return {};
}

Result<ExitCode> run(const UpdateOptions& options, Context& context) {
  if (auto good = check(options, context); !good) return std::move(good).error();
  const auto desk = HookDesk::open(context);
  if (!desk) return ended(desk.error(), context);
  const auto hook = (*desk)->find(options.id);
  if (!hook) return hook.error();
  const auto after = updated(*hook, options, context);
  if (!after) return after.error();
  return (*desk)->replace(*hook, *after, "updated", options.dry_run);
}

}  // namespace

Command hooks_update() {
  return {.name = "update",
          .summary = "Change the target or the types of a hook",
          .description =
              "Changes what the options name and leaves every other field of the hook, and every "
              "other hook, as it is. The hook keeps its id and its kind.",
          .examples = {{"streamctl hooks update --env-file .env 7c9e6679 --url "
                        "https://example.com/webhooks/stream",
                        "Another URL"},
                       {"streamctl hooks update --env-file .env 7c9e6679 --types "
                        "call.created,call.ended --dry-run",
                        "Shows what would change"}},
          .declare = bound<UpdateOptions>(declare, run)};
}

}  // namespace streamctl::cli
