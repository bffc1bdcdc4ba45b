#include "commands/hooks/hooks.h"

#include <ostream>
#include <vector>

#include <nlohmann/json.hpp>

#include "args/api_access.h"
#include "args/arguments.h"
#include "commands/hooks/desk.h"
#include "render/hooks.h"

namespace streamctl::cli {
namespace {

struct HooksOptions {};

void declare(Arguments& /*arguments*/, HooksOptions& /*options*/) {}

Result<ExitCode> run(const HooksOptions& /*options*/, Context& context) {
  const auto desk = HookDesk::open(context);
  if (!desk) return ended(desk.error(), context);
  const std::vector<Json> hooks = (*desk)->app().all();
  if (context.output == Output::json) {
    for (const Json& hook : hooks)
      context.out << hook_json(hook) << '\n';
  } else if (!hooks.empty()) {
    context.out << render_hooks(hooks, context.out_terminal);
  } else if (!context.quiet) {
    context.err << "The app has no hooks; 'streamctl hooks add URL' adds one\n";
  }
  return 0;
}

}  // namespace

Command hooks() {
  return {
      .name = "hooks",
      .group = "look up",
      .summary = "List, add, change and check an app's event hooks",
      .description =
          "Event hooks are where Stream sends an app's events: webhooks, SQS queues and SNS "
          "topics. Without an action, lists them. Keys and secrets in them are not "
          "shown.\n\n"
          "The API replaces all hooks of an app at once. The actions that change a hook read all "
          "of them first and write back every field unchanged, including those that streamctl does "
          "not know. "
          "They read them again after the write, and write again if someone else undid it. A "
          "change "
          "that someone else makes between the reading and the writing is lost: the API cannot "
          "tell. With --dry-run they show what would change.",
      .examples = {{"streamctl hooks --env-file .env", "All of them"},
                   {"streamctl hooks --env-file .env -o json",
                    "For programs: one JSON object a hook"}},
      .declare = bound<HooksOptions>(declare, run),
      .commands = {hooks_add(), hooks_update(), hooks_enable(), hooks_disable(), hooks_remove(),
                   hooks_prune(), hooks_check()}};
}

}  // namespace streamctl::cli
