#include "inspector/catalogue_answers.h"

#include <set>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/random.h"
#include "webhook/catalogue.h"
#include "webhook/example.h"

namespace streamctl::inspector {
namespace {

Json summary_of(const webhook::EventType& type) {
  return {{"name", type.name},
          {"group", type.group},
          {"meaning", type.meaning},
          {"webhook", type.webhook},
          {"websocket", type.websocket}};
}

/// The schema that a field refers to; empty if none.
std::string schema_below(const Json& field) {
  for (const char* wrapped : {"items", "values"})
    if (const auto inner = field.find(wrapped); inner != field.end()) return schema_below(*inner);
  return text_at(field, "ref");
}

void add_schemas(const Json& fields, Json& schemas) {
  if (!fields.is_object() || fields.contains("_enum")) return;
  for (const Json& field : fields) {
    const std::string name = schema_below(field);
    const Json& below = webhook::fields_of_schema(name);
    if (!below.is_object() || schemas.contains(name)) continue;
    schemas[name] = below;
    add_schemas(below, schemas);
  }
}

}  // namespace

PageAnswer catalogue_answer() {
  Json types = Json::array();
  std::set<std::string> groups;
  for (const webhook::EventType& type : webhook::event_types()) {
    types.push_back(summary_of(type));
    groups.insert(type.group);
  }
  return json_answer({{"types", std::move(types)}, {"groups", groups}});
}

PageAnswer type_answer(const std::string& name, const Clock& clock) {
  const webhook::EventType* type = webhook::find_event_type(name);
  if (type == nullptr) {
    const Error unknown = webhook::unknown_type(name);
    return refusal(404, "not_found", unknown.what, unknown.hint);
  }
  Json answer = summary_of(*type);
  answer["schema"] = type->schema;
  answer["fields"] = webhook::fields_of_event(name);
  answer["schemas"] = Json::object();
  add_schemas(answer["fields"], answer["schemas"]);
  Random random(1);
  webhook::ExampleOptions options;
  options.now = clock.now();
  auto example = webhook::example(name, options, random);
  answer["example"] = example ? *std::move(example) : Json(nullptr);
  return json_answer(answer);
}

}  // namespace streamctl::inspector
