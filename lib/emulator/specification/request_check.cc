#include "emulator/specification/request_check.h"

#include <algorithm>
#include <cstdint>
#include <set>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/json_number.h"
#include "core/text.h"
#include "core/time_text.h"
#include "emulator/specification/specification.h"
#include "emulator/state/user_id.h"

namespace streamctl::emulator {

namespace {

using Wrong = std::optional<std::string>;

Wrong mismatch(const Json& value, const Json& field, const std::string& path);
Wrong request_mismatch(std::string_view schema, const Json& value, const std::string& path);

std::size_t characters_of(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

/// "[a b c]".
std::string listed_words(const Json& words) {
  std::string text = "[";
  for (const Json& one : words)
    text += (text.size() > 1 ? " " : "") + one.get<std::string>();
  return text + "]";
}

std::string counted(std::uint64_t count, const std::string& thing) {
  return std::to_string(count) + " " + thing + (count == 1 ? "" : "s");
}

Wrong wrong_length(std::uint64_t count, const Json& field, const char* least, const char* most,
                   const std::string& thing, const std::string& path) {
  const std::string tail = thing == "character" ? " in length" : "";
  if (field.contains(most) && count > field[most].get<std::uint64_t>())
    return path + " must be a maximum of " + counted(field[most].get<std::uint64_t>(), thing) +
           tail;
  if (field.contains(least) && count < field[least].get<std::uint64_t>())
    return path + " must be at least " + counted(field[least].get<std::uint64_t>(), thing) + tail;
  return std::nullopt;
}

Wrong wrong_text(const Json& value, const Json& field, const std::string& path) {
  if (!value.is_string()) return path + " must be a string";
  const auto& text = value.get_ref<const std::string&>();
  if (field.contains("enum") && !text.empty()) {
    const Json& words = field["enum"];
    if (std::find(words.begin(), words.end(), value) == words.end())
      return path + " must be one of " + listed_words(words);
  }
  if (field.value("required", false) && text.empty()) return path + " is a required field";
  if (field.value("format", "") == "user-id" && !text.empty() && !is_user_id(text))
    return not_a_user_id(path);
  return wrong_length(characters_of(text), field, "minLength", "maxLength", "character", path);
}

Wrong wrong_number(const Json& value, const Json& field, const std::string& path) {
  if (field.value("format", "") == "date-time") {
    const bool is_time =
        value.is_string() ? parse_rfc3339(value.get_ref<const std::string&>()).has_value()
        : value.is_number_integer() && !value.is_number_unsigned()
            ? true
            : value.is_number_unsigned() && value.get<std::uint64_t>() <= std::uint64_t{INT64_MAX};
    return is_time ? Wrong() : path + " must be a date, as RFC 3339 writes it";
  }
  if (field["type"] == "integer" && !value.is_number_integer())
    return path + " must be a whole number";
  if (!is_any_number(value)) return path + " must be a number";
  if (field.contains("enum")) {
    const Json& words = field["enum"];  // The specification has the numbers as text.
    if (std::find(words.begin(), words.end(), value.dump()) == words.end())
      return path + " must be one of " + listed_words(words);
  }
  const double number = number_value(value);
  if (field.contains("maximum") && number > field["maximum"].get<double>())
    return path + " must be " + field["maximum"].dump() + " or less";
  if (field.contains("minimum") && number < field["minimum"].get<double>())
    return path + " must be " + field["minimum"].dump() + " or greater";
  return std::nullopt;
}

bool may_sort_by(const Json& fields, const std::string& name) {
  return std::any_of(fields.begin(), fields.end(), [&](const Json& one) {
    return one == name || one == "*" || (one == "custom" && name.starts_with("custom."));
  });
}

/// Sorting names a field of the list, or the fields of a combination in any order.
Wrong wrong_sort(const Json& value, const Json& field, const std::string& path) {
  std::multiset<std::string> wanted;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const std::string at = path + "[" + std::to_string(i) + "]";
    const std::string name = text_at(value[i], "field");
    if (name.empty()) return at + ".field is a required field";
    const Json direction = value[i].value("direction", Json(1));
    if (!direction.is_null() && direction != 1 && direction != -1)
      return at + ".direction must be one of [-1 1]";
    if (field.contains("sort") && !may_sort_by(field["sort"], name))
      return at + ".field must be one of " + listed_words(field["sort"]) + ", and is '" +
             printable(name) + "'";
    wanted.insert(name);
  }
  if (!field.contains("combinations") || wanted.empty()) return std::nullopt;
  for (const Json& one : field["combinations"]) {
    if (one.get<std::multiset<std::string>>() == wanted) return std::nullopt;
  }
  std::string names;
  for (const std::string& name : wanted)
    names += (names.empty() ? "'" : ", '") + printable(name) + "'";
  return path + " by " + names + " is not supported";
}

Wrong wrong_list(const Json& value, const Json& field, const std::string& path) {
  if (!value.is_array()) return path + " must be an array";
  if (auto wrong = wrong_length(value.size(), field, "minItems", "maxItems", "item", path))
    return wrong;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const std::string at = path + "[" + std::to_string(i) + "]";
    if (value[i].is_null()) return at + " must not be null";
    if (auto wrong = mismatch(value[i], field["items"], at)) return wrong;
  }
  if (field["items"].value("ref", "") == "SortParamRequest") return wrong_sort(value, field, path);
  return std::nullopt;
}

Wrong wrong_map(const Json& value, const Json& field, const std::string& path) {
  if (!value.is_object()) return path + " must be an object";
  for (const auto& [name, one] : value.items()) {
    if (auto wrong = mismatch(one, field["values"], path + "." + printable(name))) return wrong;
  }
  return std::nullopt;
}

Wrong mismatch(const Json& value, const Json& field, const std::string& path) {
  if (field.contains("ref")) return request_mismatch(field["ref"].get<std::string>(), value, path);
  const std::string type = field.value("type", "");
  if (type == "string") return wrong_text(value, field, path);
  if (type == "number" || type == "integer") return wrong_number(value, field, path);
  if (type == "boolean")
    return value.is_boolean() ? Wrong() : Wrong(path + " must be true or false");
  if (type == "array") return wrong_list(value, field, path);
  if (type == "object") return wrong_map(value, field, path);
  return std::nullopt;  // Free form.
}

bool is_absent(const Json& object, const std::string& name) {
  const auto found = object.find(name);
  return found == object.end() || found->is_null();
}

Wrong wrong_fields(const Json& fields, const Json& value, const std::string& prefix) {
  for (const auto& [name, field] : fields.items()) {
    if (is_absent(value, name)) {
      if (field.value("required", false)) return prefix + name + " is a required field";
    } else if (auto wrong = mismatch(value[name], field, prefix + name)) {
      return wrong;
    }
  }
  return std::nullopt;
}

/// A value and its schema.
Wrong request_mismatch(std::string_view schema, const Json& value, const std::string& path) {
  const Json& fields = request_fields(schema);
  if (fields.contains("enum")) return wrong_text(value, fields, path);
  if (!value.is_object()) return (path.empty() ? "the body" : path) + " must be an object";
  return wrong_fields(fields, value, path.empty() ? "" : path + ".");
}

/// The forms that Go's strconv.ParseBool accepts: PHP's SDK writes 1, Python's True.
std::optional<bool> parsed_bool(std::string_view text) {
  for (const std::string_view word : {"1", "t", "T", "TRUE", "true", "True"}) {
    if (text == word) return true;
  }
  for (const std::string_view word : {"0", "f", "F", "FALSE", "false", "False"}) {
    if (text == word) return false;
  }
  return std::nullopt;
}

/// Text of the query as the JSON that its field wants; text that does not fit stays a string.
Json parsed_parameter(const Json& field, const std::string& text) {
  const std::string type = field.value("type", field.contains("ref") ? "object" : "");
  if (type == "boolean") {
    const auto read = parsed_bool(text);
    return read ? Json(*read) : Json(text);
  }
  const bool is_list = type == "array" && !text.starts_with('[');
  if (is_list) {
    Json list = Json::array();
    for (const std::string_view part : split(text, ','))
      list.push_back(part);
    return list;
  }
  if (type == "string" || type.empty()) return text;
  auto parsed = parse_json(text, Digits::kept);
  return parsed ? *std::move(parsed) : Json(text);
}

}  // namespace

Wrong body_mismatch(std::string_view operation, const Json& body) {
  const std::string schema = body_of(operation);
  if (schema.empty()) return std::nullopt;
  static const Json empty = Json::object();
  return request_mismatch(schema, body.is_null() ? empty : body, "");
}

Wrong query_mismatch(std::string_view operation, const QueryParameters& query) {
  const Json& fields = query_of(operation);
  if (fields.is_null()) return std::nullopt;
  Json values = Json::object();
  for (const auto& [name, field] : fields.items()) {
    const auto given = query.find(name);
    if (given != query.end() && !given->second.empty())
      values[name] = parsed_parameter(field, given->second);
  }
  return wrong_fields(fields, values, "");
}

Wrong path_mismatch(std::string_view operation, const QueryParameters& path) {
  const Json& limits = path_limits_of(operation);
  for (const auto& [name, text] : path) {
    const auto limit = limits.find(name);
    if (limits.is_null() || limit == limits.end()) continue;
    const Json field{{"maxLength", *limit}};
    if (auto wrong = wrong_text(text, field, name)) return wrong;
  }
  return std::nullopt;
}

Json query_value(std::string_view operation, std::string_view name, const std::string& text) {
  if (text.empty()) return {};
  const Json& fields = query_of(operation);
  const auto field = fields.find(std::string(name));
  return field == fields.end() ? Json(text) : parsed_parameter(*field, text);
}

}  // namespace streamctl::emulator
