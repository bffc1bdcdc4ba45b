#include "commands/events/events.h"

#include <ostream>
#include <set>

#include <nlohmann/json.hpp>

#include "args/arguments.h"
#include "args/event.h"
#include "args/options.h"
#include "core/glob.h"
#include "core/json.h"
#include "core/text.h"
#include "render/table.h"
#include "webhook/catalogue.h"
#include "webhook/example.h"
#include "webhook/overrides.h"

namespace streamctl::cli {
namespace {

enum class Action { list, show, example };

struct EventsOptions {
  Action action = Action::list;
  std::string glob = "*";
  std::string group;
  std::string type;
  std::uint64_t depth = 1;
  OverrideOptions overrides;
  webhook::Timestamps timestamps = webhook::Timestamps::rfc3339;
  std::optional<std::uint64_t> seed;
};

void declare_show(Arguments& arguments, EventsOptions& options) {
  options.action = Action::show;
  arguments.text("TYPE", options.type, "Event type").required();
  arguments.count("--depth", options.depth, 0, 10, "How many levels of nested objects to show");
}

void declare_example(Arguments& arguments, EventsOptions& options) {
  options.action = Action::example;
  arguments.text("TYPE", options.type, "Event type").required();
  declare_overrides(arguments, options.overrides);
  arguments.choice(
      "--timestamps", options.timestamps,
      {{"rfc3339", webhook::Timestamps::rfc3339}, {"ns", webhook::Timestamps::nanoseconds}},
      "Times as text, or as whole nanoseconds");
  arguments.count("--seed", options.seed, 0, UINT64_MAX, "The same seed gives the same example");
}

void declare(Arguments& arguments, EventsOptions& options) {
  arguments.text("GLOB", options.glob, "Only types that match, like 'call.*_started'");
  arguments.text("--group", options.group, "Only this group, like 'recording'").metavar("GROUP");
}

std::string ways_of(const webhook::EventType& type) {
  if (type.webhook && type.websocket) return "webhook, websocket";
  return type.webhook ? "webhook" : "websocket";
}

Json json_of(const webhook::EventType& type) {
  Json ways = Json::array();
  if (type.webhook) ways.push_back("webhook");
  if (type.websocket) ways.push_back("websocket");
  return {{"kind", "event_type"},
          {"type", type.name},
          {"group", type.group},
          {"delivery", ways},
          {"schema", type.schema}};
}

Result<ExitCode> list(const EventsOptions& options, Context& context) {
  std::vector<std::vector<Cell>> rows;
  std::set<std::string> groups;
  for (const auto& type : webhook::event_types()) {
    groups.insert(type.group);
    if (!glob_match(options.glob, type.name) ||
        (!options.group.empty() && type.group != options.group))
      continue;
    if (context.output == Output::json) context.out << json_line(json_of(type)) << '\n';
    rows.push_back(
        {{type.name, Style::bold}, {type.group, Style::cyan}, {ways_of(type), Style::dim}});
  }
  if (!options.group.empty() && !groups.contains(options.group)) {
    const std::vector<std::string> names(groups.begin(), groups.end());
    const auto meant = nearest(options.group, names);
    return usage_error(
        "--group: no group '" + printable(options.group) + "'",
        meant ? "did you mean '" + *meant + "'?" : "there is " + joined(names, ", "));
  }
  if (rows.empty()) {
    Error unknown = webhook::unknown_type(options.glob);
    unknown.what = "no event type matches '" + printable(options.glob) + "'";
    return unknown;
  }
  if (context.output == Output::pretty)
    context.out << table({"TYPE", "GROUP", "DELIVERED BY"}, rows, context.out_terminal);
  return 0;
}

/// "string", "[MemberResponse]", "map of integer", "time".
std::string kind_of(const Json& field) {
  if (field.contains("ref")) return field["ref"].get<std::string>();
  const std::string type = field.value("type", "object");
  if (field.value("format", "") == "date-time") return "time";
  if (type == "array") return "[" + kind_of(field["items"]) + "]";
  if (type == "object" && field.contains("values")) {
    return field["values"].empty() ? "object" : "map of " + kind_of(field["values"]);
  }
  return type;
}

std::string enumeration_of(const Json& field) {
  if (!field.contains("enum")) return "";
  std::vector<std::string> words;
  for (const auto& word : field["enum"])
    words.push_back(word.is_string() ? word.get<std::string>() : json_line(word));
  return joined(words, " | ");
}

/// The schema a field leads into, or "".
std::string schema_below(const Json& field) {
  if (field.contains("ref")) return field["ref"].get<std::string>();
  if (field.contains("items")) return schema_below(field["items"]);
  if (field.contains("values") && !field["values"].empty()) return schema_below(field["values"]);
  return "";
}

void add_fields(const Json& fields, std::size_t level, std::uint64_t depth,
                std::vector<std::vector<Cell>>& rows) {
  for (const auto& [name, field] : fields.items()) {
    const bool required = field.value("required", false);
    rows.push_back({{std::string(level * 2, ' ') + name, Style::bold},
                    {kind_of(field), Style::cyan},
                    {required ? "required" : "", Style::yellow},
                    {enumeration_of(field), Style::dim}});
    const Json& below = webhook::fields_of_schema(schema_below(field));
    if (level < depth && below.is_object() && !below.contains("_enum"))
      add_fields(below, level + 1, depth, rows);
  }
}

Result<ExitCode> show(const EventsOptions& options, Context& context) {
  const auto* type = webhook::find_event_type(options.type);
  if (type == nullptr) return webhook::unknown_type(options.type);
  const Json& fields = webhook::fields_of_event(options.type);
  if (context.output == Output::json) {
    Json shown = json_of(*type);
    shown["fields"] = fields;
    context.out << json_line(shown) << '\n';
    return 0;
  }
  context.out << context.out_terminal.paint(Style::bold, type->name) << "  " << type->group
              << ", by " << ways_of(*type) << "\n\n";
  std::vector<std::vector<Cell>> rows;
  add_fields(fields, 0, options.depth, rows);
  context.out << table({}, rows, context.out_terminal);
  return 0;
}

Result<ExitCode> example(const EventsOptions& options, Context& context) {
  webhook::ExampleOptions wanted;
  if (!options.overrides.call.empty()) wanted.call_cid = options.overrides.call;
  wanted.user_id = options.overrides.user_id;
  wanted.timestamps = options.timestamps;
  wanted.now = options.seed ? WallTime{std::chrono::seconds{1'795'000'000}} : context.clock.now();
  Random seeded(options.seed.value_or(0));
  auto event = webhook::example(options.type, wanted, options.seed ? seeded : context.random);
  if (!event) return std::move(event).error();
  const auto data = read_data(options.overrides, context);
  if (!data) return data.error();
  if (!data->is_null()) merge_over(*event, *data);
  const auto settings = read_settings(options.overrides);
  if (!settings) return settings.error();
  if (auto set = webhook::apply(*settings, *event); !set) return std::move(set).error().in("--set");
  context.out << (context.output == Output::json ? json_line(*event) : json_indented(*event))
              << '\n';
  return 0;
}

Result<ExitCode> run(const EventsOptions& options, Context& context) {
  if (options.action == Action::show) return show(options, context);
  return options.action == Action::example ? example(options, context) : list(options, context);
}

}  // namespace

Command events() {
  return {"events",
          "look up",
          "List event types, show their fields, print examples",
          "The catalogue of Stream Video's events: 67 types that webhooks bring and 5 that only a "
          "WebSocket does. A webhook "
          "may bring types that are not in it; streamctl passes them through everywhere.",
          {{"streamctl events", "Every type"},
           {"streamctl events 'call.*_started'", "The types that match"},
           {"streamctl events show call.ring", "Its fields"},
           {"streamctl events example call.ring --set call.custom.room=blue", "A complete event"}},
          bound<EventsOptions>(declare, run),
          false,
          {{.name = "show",
            .group = "",
            .summary = "Show the fields of an event type",
            .description = "",
            .examples = {},
            .declare = bound<EventsOptions>(declare_show, run)},
           {.name = "example",
            .group = "",
            .summary = "Print a valid example of an event type",
            .description = "",
            .examples = {},
            .declare = bound<EventsOptions>(declare_example, run)}}};
}

}  // namespace streamctl::cli
