#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "args/arguments.h"
#include "commands/events/event_table.h"
#include "commands/events/event_type.h"
#include "commands/events/events.h"
#include "core/json.h"
#include "core/text.h"
#include "render/table.h"
#include "webhook/catalogue.h"

namespace streamctl::cli {
namespace {

struct ShowOptions {
  std::string type;
  std::uint64_t depth = 1;
};

void declare(Arguments& arguments, ShowOptions& options) {
  arguments.text("TYPE", options.type, "Event type, or the type of a nested object").required();
  arguments.count("--depth", options.depth, 0, 10, "How many levels of nested objects to show");
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

/// The schema that a field refers to, or "".
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

/// Adds the schemas that `fields` refer to, `depth` levels down, by name.
void add_schemas(const Json& fields, std::uint64_t depth, Json& schemas) {
  if (depth == 0) return;
  for (const Json& field : fields) {
    const std::string name = schema_below(field);
    const Json& below = webhook::fields_of_schema(name);
    if (!below.is_object()) continue;
    schemas[name] = below;
    if (!below.contains("_enum")) add_schemas(below, depth - 1, schemas);
  }
}

void print_json(Json shown, const Json& fields, std::uint64_t depth, Context& context) {
  shown["fields"] = fields;
  shown["schemas"] = Json::object();
  add_schemas(fields, depth, shown["schemas"]);
  context.out << json_line(shown) << '\n';
}

void print_fields(const Json& fields, std::uint64_t depth, Context& context) {
  std::vector<std::vector<Cell>> rows;
  add_fields(fields, 0, depth, rows);
  context.out << '\n' << table({}, rows, context.out_terminal);
}

Result<ExitCode> show_nested(const ShowOptions& options, const Json& fields, Context& context) {
  if (context.output == Output::json) {
    print_json({{"kind", "event_schema"}, {"schema", options.type}}, fields, options.depth,
               context);
    return 0;
  }
  context.out << context.out_terminal.paint(Style::bold, options.type) << "  in events\n";
  print_fields(fields, options.depth, context);
  return 0;
}

/// The name may be meant for an event type or for a nested object.
Error unknown_name(const std::string& name) {
  Error unknown = webhook::unknown_type(name);
  const auto meant = nearest(name, webhook::schema_names());
  if (meant && !unknown.hint.starts_with("did you mean"))
    unknown.hint = "did you mean '" + *meant + "'?";
  return unknown;
}

Result<ExitCode> run(const ShowOptions& options, Context& context) {
  const auto* type = webhook::find_event_type(options.type);
  if (type == nullptr) {
    const Json& nested = webhook::fields_of_schema(options.type);
    if (!nested.is_object() || nested.contains("_enum")) return unknown_name(options.type);
    return show_nested(options, nested, context);
  }
  const Json& fields = webhook::fields_of_event(options.type);
  if (context.output == Output::json) {
    print_json(event_type_json(*type), fields, options.depth, context);
    return 0;
  }
  context.out << event_heading(*type, context.out_terminal);
  print_fields(fields, options.depth, context);
  return 0;
}

}  // namespace

Command events_show() {
  return {
      .name = "show",
      .summary = "Show the fields of an event type",
      .description =
          "Tells what an event type means and when it comes, and shows each field: its name, its "
          "type, whether it is required, and the values it may have. Fields of nested objects "
          "follow indented.",
      .examples = {{"streamctl events show call.ring", "Its fields, and those one level down"},
                   {"streamctl events show call.ring --depth 0", "Its own fields"},
                   {"streamctl events show CallSettingsResponse --depth 3",
                    "A nested object, with all that is in it"}},
      .declare = bound<ShowOptions>(declare, run)};
}

}  // namespace streamctl::cli
