#include "commands/hooks/hooks.h"

#include <algorithm>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "args/api_access.h"
#include "args/arguments.h"
#include "args/options.h"
#include "core/json.h"
#include "core/text.h"
#include "error_report.h"
#include "net/http_client/curl_url.h"
#include "net/http_client/typed_url.h"
#include "render/hooks.h"
#include "stream/hooks.h"
#include "webhook/catalogue.h"

namespace streamctl::cli {
namespace {

constexpr const char* app_path = "/app";

enum class Action { list, add, remove, check };

struct HooksOptions {
  Action action = Action::list;
  std::string url;
  std::vector<std::string> types;  ///< Each with commas between them.
  std::string id;
};

void declare(Arguments& /*arguments*/, HooksOptions& /*options*/) {}

void declare_add(Arguments& arguments, HooksOptions& options) {
  options.action = Action::add;
  arguments.text("URL", options.url, "Where to send events").required();
  arguments
      .texts("--types", options.types,
             "Only these types, with commas between them (default all, future ones too)")
      .metavar("TYPES");
}

void declare_remove(Arguments& arguments, HooksOptions& options) {
  options.action = Action::remove;
  arguments.text("ID", options.id, "The hook's id, as 'streamctl hooks' shows it").required();
}

void declare_check(Arguments& /*arguments*/, HooksOptions& options) {
  options.action = Action::check;
}

/// The app as Stream has it.
Result<Json> read_app(stream::Client& client, Context& context) {
  auto answer = client.call({.method = "GET", .path = app_path}, context.stop);
  if (!answer) return std::move(answer).error().in("cannot read the app's hooks");
  return std::move(answer->body);
}

Result<void> write_hooks(const std::vector<Json>& hooks, stream::Client& client, Context& context) {
  auto answer =
      client.call(stream::operation("PATCH", app_path, stream::update_of(hooks)), context.stop);
  if (!answer) return std::move(answer).error().in("cannot write the app's hooks");
  return {};
}

void show_hook(const Json& hook, const char* what, Context& context) {
  if (context.output == Output::json) {
    context.out << hook_json(hook) << '\n';
    return;
  }
  const stream::HookSummary one = stream::summary_of(hook);
  context.out << context.out_terminal.paint(Style::green, what) << ' ' << printable(one.kind)
              << " hook " << printable(one.id) << ": " << printable(one.target) << '\n';
}

/// Fields that are needed and that the API may keep to itself: writing hooks back without them
/// could lose them.
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

Result<ExitCode> list(stream::Client& client, Context& context) {
  auto app = read_app(client, context);
  if (!app) return ended(std::move(app).error(), context);
  auto hooks = stream::event_hooks_of(*app);
  if (!hooks) return std::move(hooks).error();
  for (Json& hook : stream::app_wide_hooks(*app))
    hooks->push_back(std::move(hook));
  if (context.output == Output::json) {
    for (const Json& hook : *hooks)
      context.out << hook_json(hook) << '\n';
  } else if (!hooks->empty()) {
    context.out << render_hooks(*hooks, context.out_terminal);
  } else if (!context.quiet) {
    context.err << "The app has no hooks; 'streamctl hooks add URL' adds one\n";
  }
  return 0;
}

/// One of the types of a hook; unknown ones are warned of.
Result<void> read_type(const std::string& type, std::vector<std::string>& types, Context& context) {
  if (type.empty())
    return option_error("--types", "it has an empty part", "write it as call.created,call.ended");
  if (webhook::find_event_type(type) == nullptr) {
    const Error unknown = webhook::unknown_type(type);
    report_warning(context, unknown.what + (unknown.hint.empty() ? "" : "; " + unknown.hint));
  }
  if (std::find(types.begin(), types.end(), type) == types.end()) types.push_back(type);
  return {};
}

Result<std::vector<std::string>> read_types(const std::vector<std::string>& lists,
                                            Context& context) {
  std::vector<std::string> types;
  for (const std::string& list : lists) {
    if (list.empty()) continue;
    for (const auto item : split(list, ',')) {
      if (auto read = read_type(std::string(trimmed(item)), types, context); !read)
        return std::move(read).error();
    }
  }
  return types;
}

Result<std::string> read_target(const HooksOptions& options, Context& context) {
  auto url = net::read_url(options.url);
  if (!url) return std::move(url).error().in("URL");
  if (net::leads_to_this_machine(net::host_of(*url)) &&
      !net::leads_to_this_machine(net::host_of(context.settings.base_url)))
    report_warning(context,
                   "Stream cannot reach " + printable(*url) + ": it is this machine's own address");
  return url;
}

/// The hook to the same URL for the same types, if it is on.
const Json* same_hook(const std::vector<Json>& hooks, const Json& wanted) {
  const auto found = std::find_if(hooks.begin(), hooks.end(), [&](const Json& hook) {
    const auto one = stream::summary_of(hook);
    return one.enabled && one.kind == "webhook" &&
           hook.value("webhook_url", Json()) == wanted["webhook_url"] &&
           one.types == stream::summary_of(wanted).types;
  });
  return found == hooks.end() ? nullptr : &*found;
}

Result<ExitCode> add(const HooksOptions& options, stream::Client& client, Context& context) {
  auto url = read_target(options, context);
  if (!url) return std::move(url).error();
  auto types = read_types(options.types, context);
  if (!types) return std::move(types).error();
  auto app = read_app(client, context);
  if (!app) return ended(std::move(app).error(), context);
  auto hooks = stream::event_hooks_of(*app);
  if (!hooks) return std::move(hooks).error();
  const Json wanted = stream::new_webhook(*url, *types);
  if (const Json* there = same_hook(*hooks, wanted)) {
    report_warning(context, "nothing to do: there is such a hook already");
    show_hook(*there, "kept", context);
    return 0;
  }
  warn_of_hidden_secrets(*hooks, context);
  hooks->push_back(wanted);
  if (auto done = write_hooks(*hooks, client, context); !done)
    return ended(std::move(done).error(), context);
  // Read once more: its id is the server's, and what is believed is what is there.
  auto after = read_app(client, context);
  if (!after) return ended(std::move(after).error(), context);
  auto now = stream::event_hooks_of(*after);
  if (!now) return std::move(now).error();
  const Json* made = same_hook(*now, wanted);
  if (made == nullptr)
    return refused_error("the API took the hook, but the app does not have it",
                         "'streamctl hooks' shows what it has");
  show_hook(*made, "added", context);
  if (after->at("app").value("use_hook_v2", Json()) == false)
    report_warning(context,
                   "the app still uses its older webhook settings (use_hook_v2 is off): "
                   "hooks may not be sent to until that is changed in the dashboard");
  return 0;
}

Result<ExitCode> remove(const HooksOptions& options, stream::Client& client, Context& context) {
  auto app = read_app(client, context);
  if (!app) return ended(std::move(app).error(), context);
  auto hooks = stream::event_hooks_of(*app);
  if (!hooks) return std::move(hooks).error();
  const auto found = std::find_if(hooks->begin(), hooks->end(), [&](const Json& hook) {
    return !options.id.empty() && stream::summary_of(hook).id == options.id;
  });
  if (found == hooks->end())
    return refused_error("the app has no hook '" + printable(options.id) + "'",
                         "'streamctl hooks' lists their ids");
  const Json removed = *found;
  hooks->erase(found);
  warn_of_hidden_secrets(*hooks, context);
  if (auto done = write_hooks(*hooks, client, context); !done)
    return ended(std::move(done).error(), context);
  show_hook(removed, "removed", context);
  return 0;
}

Result<HookVerdict> check_one(const stream::HookCheck& check, stream::Client& client,
                              Context& context) {
  auto answer = client.call(stream::operation("POST", check.path, check.body), context.stop);
  if (!answer) return std::move(answer).error().in("cannot check the hook");
  // The API answers with success where the check failed.
  if (answer->body.value("status", Json()) == "ok") return HookVerdict{};
  const Json error = answer->body.value("error", Json());
  return HookVerdict{HookVerdict::Status::error, error.is_string() && error != ""
                                                     ? error.get<std::string>()
                                                     : "Stream gives no reason"};
}

Result<ExitCode> check(stream::Client& client, Context& context) {
  auto app = read_app(client, context);
  if (!app) return ended(std::move(app).error(), context);
  auto hooks = stream::event_hooks_of(*app);
  if (!hooks) return std::move(hooks).error();
  for (Json& hook : stream::app_wide_hooks(*app))
    hooks->push_back(std::move(hook));
  ExitCode code = 0;
  std::size_t checked = 0;
  for (const Json& hook : *hooks) {
    HookVerdict verdict{HookVerdict::Status::skipped,
                        "Stream checks queues and topics; try 'streamctl check URL'"};
    if (const auto what = stream::check_of(hook)) {
      auto said = check_one(*what, client, context);
      if (!said) return ended(std::move(said).error(), context);
      verdict = *std::move(said);
      ++checked;
    }
    if (verdict.status == HookVerdict::Status::error) code = 1;
    if (context.output == Output::json)
      context.out << verdict_json(hook, verdict) << '\n';
    else
      context.out << render_verdict(hook, verdict, context.out_terminal);
    context.out.flush();
  }
  if (checked == 0 && !context.quiet) context.err << "The app has no SQS or SNS hooks to check\n";
  return code;
}

Result<ExitCode> run(const HooksOptions& options, Context& context) {
  auto access = server_access(context);
  if (!access) return std::move(access).error();
  stream::Client client = make_client(*std::move(access), context);
  switch (options.action) {
    case Action::add:
      return add(options, client, context);
    case Action::remove:
      return remove(options, client, context);
    case Action::check:
      return check(client, context);
    case Action::list:
      break;
  }
  return list(client, context);
}

}  // namespace

Command hooks() {
  return {"hooks",
          "look up",
          "List, add, remove and check an app's event hooks",
          "Event hooks are where Stream sends an app's events: webhooks, SQS queues, SNS topics. "
          "The API replaces all of them at once; streamctl reads them first and writes back "
          "every field as it was, those it does not know too. What changes them elsewhere in that "
          "moment is lost. Keys and secrets in them are not shown.",
          {{"streamctl hooks", "All of them"},
           {"streamctl hooks add https://example.com/webhooks/stream --types "
            "call.created,call.ended",
            "A webhook for two types"},
           {"streamctl hooks remove 7c9e6679-7425-40de-944b-e07fc1f90ae7", "One less"},
           {"streamctl hooks check", "Do the queues and topics take events?"}},
          bound<HooksOptions>(declare, run),
          false,
          {{.name = "add",
            .group = "",
            .summary = "Add a webhook",
            .description = "",
            .examples = {},
            .declare = bound<HooksOptions>(declare_add, run)},
           {.name = "remove",
            .group = "",
            .summary = "Remove a hook",
            .description = "",
            .examples = {},
            .declare = bound<HooksOptions>(declare_remove, run)},
           {.name = "check",
            .group = "",
            .summary = "Let Stream try the app's SQS queues and SNS topics",
            .description = "",
            .examples = {},
            .declare = bound<HooksOptions>(declare_check, run)}}};
}

}  // namespace streamctl::cli
