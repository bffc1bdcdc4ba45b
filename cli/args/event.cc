#include "args/event.h"

#include <utility>

#include <nlohmann/json.hpp>

#include "args/arguments.h"
#include "args/json_argument.h"
#include "core/call_id.h"
#include "core/json_path.h"
#include "core/text.h"

namespace streamctl::cli {

namespace {

constexpr const char* group = "Event";

}  // namespace

void declare_settings(Arguments& arguments, OverrideOptions& options) {
  arguments
      .texts("--set", options.set,
             "Set a value, as call.custom.room=blue (text), members[0].role=admin or "
             "call.custom.size:=4 (JSON)")
      .metavar("PATH=VALUE")
      .group(group);
  arguments
      .text("--data", options.data,
            "Merge an object over the event: JSON, @FILE, or - for standard input")
      .metavar("JSON")
      .group(group);
}

void declare_unset(Arguments& arguments, OverrideOptions& options) {
  arguments.texts("--unset", options.unset, "Remove a value, as call.custom.room or members[0]")
      .metavar("PATH")
      .group(group);
}

void declare_overrides(Arguments& arguments, OverrideOptions& options) {
  declare_settings(arguments, options);
  arguments.text("--call", options.call, "The call of the event (default default:standup)")
      .metavar("TYPE:ID")
      .group(group);
  arguments.text("--user-id", options.user_id, "The user who causes the event")
      .metavar("ID")
      .group(group);
}

Result<void> check_call(const std::string& call) {
  if (call.empty()) return {};
  auto parsed = parse_valid_call_id(call);
  if (!parsed) return std::move(parsed).error().in("--call");
  return {};
}

Result<std::vector<webhook::Override>> read_settings(const OverrideOptions& options) {
  std::vector<webhook::Override> settings;
  for (const std::string& text : options.set) {
    auto one = webhook::parse_override(text);
    if (!one) return std::move(one).error().in("--set");
    settings.push_back(*std::move(one));
  }
  return settings;
}

Result<Json> read_data(const OverrideOptions& options, Context& context) {
  return options.data ? read_object_argument("--data", *options.data, context) : Result(Json());
}

Result<webhook::Changes> read_changes(const OverrideOptions& options, Context& context) {
  webhook::Changes changes;
  auto settings = read_settings(options);
  if (!settings) return std::move(settings).error();
  changes.set = *std::move(settings);
  for (const std::string& path : options.unset) {
    if (auto good = check_path(path); !good)
      return std::move(good).error().in("--unset: bad path '" + printable(path) + "'");
  }
  changes.unset = options.unset;
  auto data = read_data(options, context);
  if (!data) return std::move(data).error();
  changes.data = *std::move(data);
  return changes;
}

}  // namespace streamctl::cli
