#include <string>

#include <nlohmann/json.hpp>

#include "args/api_access.h"
#include "args/arguments.h"
#include "commands/hooks/desk.h"
#include "commands/hooks/hooks.h"

namespace streamctl::cli {
namespace {

struct SwitchOptions {
  std::string id;
  bool dry_run = false;
};

void declare(Arguments& arguments, SwitchOptions& options) {
  arguments.text("ID", options.id, "The hook's id, as 'streamctl hooks' shows it").required();
  declare_dry_run(arguments, options.dry_run);
}

Result<ExitCode> switch_hook(const SwitchOptions& options, bool enabled, Context& context) {
  const auto desk = HookDesk::open(context);
  if (!desk) return ended(desk.error(), context);
  const auto hook = (*desk)->find(options.id);
  if (!hook) return hook.error();
  Json after = *hook;
  after["enabled"] = enabled;
  return (*desk)->replace(*hook, after, enabled ? "enabled" : "disabled", options.dry_run);
}

Result<ExitCode> run_enable(const SwitchOptions& options, Context& context) {
  return switch_hook(options, true, context);
}

Result<ExitCode> run_disable(const SwitchOptions& options, Context& context) {
  return switch_hook(options, false, context);
}

}  // namespace

Command hooks_enable() {
  return {.name = "enable",
          .summary = "Let Stream send to a hook again",
          .description = "Enables a hook that was disabled. Every other field stays as it is.",
          .examples = {{"streamctl hooks enable --env-file .env 7c9e6679",
                        "Events are sent to it again"}},
          .declare = bound<SwitchOptions>(declare, run_enable)};
}

Command hooks_disable() {
  return {
      .name = "disable",
      .summary = "Keep a hook, and have nothing sent to it",
      .description =
          "Disables a hook without removing it. Stream does not keep the events for it: those "
          "that happen until it is enabled again never reach it.",
      .examples = {{"streamctl hooks disable --env-file .env 7c9e6679", "Nothing is sent to it"}},
      .declare = bound<SwitchOptions>(declare, run_disable)};
}

}  // namespace streamctl::cli
