#include "commands/events/events.h"

#include <algorithm>
#include <ostream>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "args/arguments.h"
#include "args/options.h"
#include "commands/events/event_table.h"
#include "commands/events/event_type.h"
#include "core/glob.h"
#include "core/json.h"
#include "core/text.h"
#include "webhook/catalogue.h"

namespace streamctl::cli {
namespace {

struct EventsOptions {
  std::string glob = "*";
  std::string group;
};

void declare(Arguments& arguments, EventsOptions& options) {
  arguments.text("GLOB", options.glob, "Only types that match, like 'call.*_started'");
  arguments.text("--group", options.group, "Only this group, like 'recording'")
      .metavar(group_metavar);
}

/// Why nothing is listed.
Error nothing_listed(const EventsOptions& options) {
  const std::string glob = "'" + printable(options.glob) + "'";
  const auto& types = webhook::event_types();
  const auto match = std::find_if(types.begin(), types.end(), [&](const webhook::EventType& type) {
    return glob_match(options.glob, type.name);
  });
  if (match != types.end())
    return usage_error(
        "--group: no event type of the group '" + options.group + "' matches " + glob,
        "'" + match->name + "' is of the group '" + match->group + "'");
  Error unknown = webhook::unknown_type(options.glob);
  unknown.what = "no event type matches " + glob;
  const auto action = nearest(options.glob, std::vector<std::string>{"example", "show"});
  if (action) unknown.hint = "did you mean 'streamctl events " + *action + " TYPE'?";
  return unknown;
}

Result<ExitCode> run(const EventsOptions& options, Context& context) {
  std::vector<webhook::EventType> listed;
  std::set<std::string> groups;
  for (const auto& type : webhook::event_types()) {
    groups.insert(type.group);
    if (!glob_match(options.glob, type.name) ||
        (!options.group.empty() && type.group != options.group))
      continue;
    if (context.output == Output::json) context.out << json_line(event_type_json(type)) << '\n';
    listed.push_back(type);
  }
  if (!options.group.empty() && !groups.contains(options.group)) {
    const std::vector<std::string> names(groups.begin(), groups.end());
    const auto meant = nearest(options.group, names);
    return usage_error(
        "--group: no group '" + printable(options.group) + "'",
        meant ? "did you mean '" + *meant + "'?" : "there is " + joined(names, ", "));
  }
  if (listed.empty()) return nothing_listed(options);
  if (context.output == Output::pretty) context.out << event_table(listed, context.out_terminal);
  return 0;
}

}  // namespace

Command events() {
  return {
      .name = "events",
      .group = "look up",
      .summary = "List event types, show their fields, print examples",
      .description =
          "The catalogue of Stream Video's events: 67 types that webhooks deliver and 5 that "
          "only a WebSocket does. Without an action, lists them, with what each means and when it "
          "comes where the terminal is wide enough. Stream may deliver types that the "
          "catalogue does not have; streamctl passes them through everywhere.",
      .examples = {{"streamctl events", "Every type"},
                   {"streamctl events 'call.*_started'", "The types that match"},
                   {"streamctl events --group recording", "What each of a subject means"}},
      .declare = bound<EventsOptions>(declare, run),
      .commands = {events_show(), events_example()}};
}

}  // namespace streamctl::cli
