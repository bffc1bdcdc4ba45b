#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "args/arguments.h"
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
  arguments.text("TYPE", options.type, "Event type").required();
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

Result<ExitCode> run(const ShowOptions& options, Context& context) {
  const auto* type = webhook::find_event_type(options.type);
  if (type == nullptr) return webhook::unknown_type(options.type);
  const Json& fields = webhook::fields_of_event(options.type);
  if (context.output == Output::json) {
    Json shown = event_type_json(*type);
    shown["fields"] = fields;
    context.out << json_line(shown) << '\n';
    return 0;
  }
  context.out << context.out_terminal.paint(Style::bold, type->name) << "  " << type->group
              << ", by " << delivery_text(*type) << "\n\n";
  std::vector<std::vector<Cell>> rows;
  add_fields(fields, 0, options.depth, rows);
  context.out << table({}, rows, context.out_terminal);
  return 0;
}

}  // namespace

Command events_show() {
  return {.name = "show",
          .summary = "Show the fields of an event type",
          .description =
              "Shows each field of an event type: its name, its type, whether it is required, and "
              "the values it may have. Fields of nested objects follow indented.",
          .examples = {{"streamctl events show call.ring", "Its fields, and those one level down"},
                       {"streamctl events show call.ring --depth 0", "Its own fields"}},
          .declare = bound<ShowOptions>(declare, run)};
}

}  // namespace streamctl::cli
