#include "commands/hooks/app_hooks.h"

#include <ostream>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/text.h"
#include "error_report.h"
#include "render/hooks.h"
#include "stream/hooks.h"

namespace streamctl::cli {
namespace {

constexpr const char* app_path = "/app";

}  // namespace

std::vector<Json> AppHooks::all() const {
  std::vector<Json> both = hooks;
  both.insert(both.end(), app_wide.begin(), app_wide.end());
  return both;
}

Result<AppHooks> read_hooks(stream::Client& client, Context& context) {
  const auto answer = client.call({.method = "GET", .path = app_path}, context.stop);
  if (!answer) return Error(answer.error()).in("cannot read the app's hooks");
  auto hooks = stream::event_hooks_of(answer->body);
  if (!hooks) return std::move(hooks).error();
  return AppHooks{*std::move(hooks), stream::app_wide_hooks(answer->body),
                  answer->body.at("app").value("use_hook_v2", Json()) != false};
}

Result<void> write_hooks(const std::vector<Json>& hooks, stream::Client& client, Context& context) {
  auto answer =
      client.call(stream::operation("PATCH", app_path, stream::update_of(hooks)), context.stop);
  if (!answer) return std::move(answer).error().in("cannot write the app's hooks");
  return {};
}

void warn_of_hidden_secrets(const std::vector<Json>& hooks, Context& context) {
  for (const Json& hook : hooks) {
    for (const std::string kind : {"sqs", "sns"}) {
      const bool uses_keys = hook.value("hook_type", Json()) == kind &&
                             hook.value(kind + "_auth_type", Json()) == "keys";
      const Json secret = hook.value(kind + "_secret", Json());
      if (uses_keys && (!secret.is_string() || secret == ""))
        report_warning(context, "the API does not show the secret of hook " +
                                    printable(stream::summary_of(hook).id) +
                                    ": see with 'streamctl hooks check' that it still has it");
    }
  }
}

void print_hook(const Json& hook, const char* done, Context& context) {
  if (context.output == Output::json) {
    context.out << hook_json(hook) << '\n';
    return;
  }
  const stream::HookSummary summary = stream::summary_of(hook);
  context.out << context.out_terminal.paint(Style::green, done) << ' ' << printable(summary.kind)
              << " hook " << printable(summary.id) << ": " << printable(summary.target) << '\n';
}

}  // namespace streamctl::cli
