#include "emulator/state/schema.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "core/json_number.h"
#include "core/time_text.h"
#include "webhook/catalogue.h"

namespace streamctl::emulator {

namespace {

std::optional<std::string> mismatch_of_field(const Json& value, const Json& field,
                                             const std::string& path);

std::optional<std::string> mismatch_of_each(const Json& value, const Json& field,
                                            const std::string& path) {
  for (const auto& [key, one] : value.items()) {
    if (auto wrong = mismatch_of_field(one, field, path + "." + key)) return wrong;
  }
  return std::nullopt;
}

bool is_of_type(const Json& value, const std::string& type) {
  if (type == "string") return value.is_string();
  if (type == "boolean") return value.is_boolean();
  if (type == "integer") return value.is_number_integer();
  if (type == "number") return is_any_number(value);
  if (type == "array") return value.is_array();
  return value.is_object();
}

std::optional<std::string> mismatch_of_enum(const Json& value, const Json& words,
                                            const std::string& path) {
  if (std::find(words.begin(), words.end(), value) != words.end()) return std::nullopt;
  return path + " is none of " + json_line(words);
}

std::optional<std::string> mismatch_of_field(const Json& value, const Json& field,
                                             const std::string& path) {
  if (field.empty()) return std::nullopt;  // Free form.
  if (field.contains("ref")) {
    const Json& fields = webhook::fields_of_schema(field["ref"].get<std::string>());
    if (fields.contains("_enum")) return mismatch_of_enum(value, fields["_enum"], path);
    return schema_mismatch(value, fields, path);
  }
  const std::string type = field.value("type", "object");
  if (!is_of_type(value, type)) return path + " must be of type " + type;
  if (field.contains("enum")) return mismatch_of_enum(value, field["enum"], path);
  if (field.value("format", "") == "date-time" && !parse_rfc3339(value.get<std::string>()))
    return path + " is no time";
  if (type == "array" && field.contains("items"))
    return mismatch_of_each(value, field["items"], path);
  if (type == "object" && field.contains("values"))
    return mismatch_of_each(value, field["values"], path);
  return std::nullopt;
}

}  // namespace

std::optional<std::string> schema_mismatch(const Json& value, const Json& fields,
                                           const std::string& path) {
  if (!value.is_object()) return path + " is no object";
  for (const auto& [name, field] : fields.items()) {
    const auto found = value.find(name);
    if (found == value.end()) {
      if (field.value("required", false)) return path + "." + name + " is missing";
    } else if (auto wrong = mismatch_of_field(*found, field, path + "." + name)) {
      return wrong;
    }
  }
  for (const auto& [name, one] : value.items()) {
    if (!fields.contains(name)) return path + "." + name + " is not in the schema";
  }
  return std::nullopt;
}

Json only_known(const Json& value, const Json& fields) {
  if (!value.is_object()) return value;
  Json made = Json::object();
  for (const auto& [name, one] : value.items()) {
    const auto field = fields.find(name);
    if (field == fields.end() || one.is_null()) continue;
    made[name] =
        field->contains("ref")
            ? only_known(one, webhook::fields_of_schema((*field)["ref"].get<std::string>()))
            : one;
  }
  return made;
}

}  // namespace streamctl::emulator
