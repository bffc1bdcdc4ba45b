#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "args/api_access.h"
#include "args/arguments.h"
#include "args/options.h"
#include "commands/hooks/app_hooks.h"
#include "commands/hooks/hooks.h"
#include "core/text.h"
#include "error_report.h"
#include "net/http_client/curl_url.h"
#include "net/http_client/typed_url.h"
#include "stream/hooks.h"
#include "webhook/catalogue.h"

namespace streamctl::cli {
namespace {

struct AddOptions {
  std::string url;
  std::vector<std::string> types;  ///< Each comma-separated.
};

void declare(Arguments& arguments, AddOptions& options) {
  arguments.text("URL", options.url, "Where to send events").required();
  arguments
      .texts("--types", options.types,
             "Only these types, with commas between them (default all, future ones too)")
      .metavar("TYPES");
}

/// Adds one type to `types` unless present. Warns about an unknown one.
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

Result<std::string> read_target(const std::string& text, Context& context) {
  auto url = net::read_url(text);
  if (!url) return std::move(url).error().in("URL");
  if (net::leads_to_this_machine(net::host_of(*url)) &&
      !net::leads_to_this_machine(net::host_of(context.settings.base_url)))
    report_warning(context,
                   "Stream cannot reach " + printable(*url) + ": it is this machine's own address");
  return url;
}

/// The enabled hook to the same URL for the same types, or null.
const Json* same_hook(const std::vector<Json>& hooks, const Json& wanted) {
  const auto found = std::find_if(hooks.begin(), hooks.end(), [&](const Json& hook) {
    const auto summary = stream::summary_of(hook);
    return summary.enabled && summary.kind == "webhook" &&
           hook.value("webhook_url", Json()) == wanted["webhook_url"] &&
           summary.types == stream::summary_of(wanted).types;
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
  const auto url = read_target(options.url, context);
  if (!url) return url.error();
  const auto types = read_types(options.types, context);
  if (!types) return types.error();
  auto before = read_hooks(client, context);
  if (!before) return ended(std::move(before).error(), context);
  std::vector<Json>& hooks = before->hooks;
  const Json wanted = stream::new_webhook(*url, *types);
  if (const Json* existing = same_hook(hooks, wanted)) {
    report_warning(context, "nothing to do: there is such a hook already");
    print_hook(*existing, "kept", context);
    return 0;
  }
  warn_of_hidden_secrets(hooks, context);
  hooks.push_back(wanted);
  if (auto written = write_hooks(hooks, client, context); !written)
    return ended(std::move(written).error(), context);
  return confirm(wanted, client, context);
}

}  // namespace

Command hooks_add() {
  return {.name = "add",
          .summary = "Add a webhook",
          .description =
              "Adds a webhook to the app's hooks and shows it with the id that Stream gave it. "
              "Changes nothing if an enabled webhook to the same URL for the same types exists. A "
              "type that the catalogue does not have is a warning: Stream may know it.",
          .examples = {{"streamctl hooks add https://example.com/webhooks/stream",
                        "A webhook for all types"},
                       {"streamctl hooks add https://example.com/webhooks/stream --types "
                        "call.created,call.ended",
                        "A webhook for two types"}},
          .declare = bound<AddOptions>(declare, run)};
}

}  // namespace streamctl::cli
