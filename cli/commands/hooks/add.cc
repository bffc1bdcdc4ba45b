#include <utility>

#include <nlohmann/json.hpp>

#include "args/api_access.h"
#include "args/arguments.h"
#include "commands/hooks/desk.h"
#include "commands/hooks/hooks.h"
#include "commands/hooks/target.h"
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

Result<ExitCode> run(const AddOptions& options, Context& context) {
  const auto wanted = wanted_hook(options.target, context);
  if (!wanted) return wanted.error();
  const auto desk = HookDesk::open(context);
  if (!desk) return ended(desk.error(), context);
  return (*desk)->add(*wanted, options.dry_run);
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
