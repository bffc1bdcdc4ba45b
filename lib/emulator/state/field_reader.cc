#include "emulator/state/field_reader.h"

#include <utility>

#include <nlohmann/json.hpp>

#include "core/text.h"
#include "core/time_text.h"

namespace streamctl::emulator {

namespace {

const Json& empty_object() {
  static const Json empty = Json::object();
  return empty;
}

}  // namespace

FieldReader::FieldReader(const Json& object, std::string path)
    : object_(object.is_object() ? object : empty_object()), path_(std::move(path)) {
  if (!object.is_object() && !object.is_null())
    failure_ = bad_input(path_.empty() ? "the body is no JSON object" : path_ + " is no object");
}

const Json* FieldReader::find(std::string_view name) const {
  const auto found = object_.find(std::string(name));
  return found == object_.end() || found->is_null() ? nullptr : &*found;
}

void FieldReader::fail(std::string_view name, std::string_view problem) {
  if (!failure_) failure_ = bad_input(path_ + std::string(name) + " " + std::string(problem));
}

std::optional<std::string> FieldReader::text(std::string_view name, std::size_t bytes_max) {
  const Json* value = find(name);
  if (value == nullptr) return std::nullopt;
  if (!value->is_string()) return fail(name, "must be a string"), std::nullopt;
  auto text = value->get<std::string>();
  if (text.size() > bytes_max)
    return fail(name, "is longer than " + std::to_string(bytes_max) + " bytes"), std::nullopt;
  return text;
}

std::optional<std::string> FieldReader::id(std::string_view name) {
  auto read = text(name, id_bytes_max);
  if (read && read->empty()) return fail(name, "must not be empty"), std::nullopt;
  return read;
}

std::optional<bool> FieldReader::flag(std::string_view name) {
  const Json* value = find(name);
  if (value == nullptr) return std::nullopt;
  if (!value->is_boolean()) return fail(name, "must be true or false"), std::nullopt;
  return value->get<bool>();
}

std::optional<std::int64_t> FieldReader::number(std::string_view name, std::int64_t low,
                                                std::int64_t high) {
  const Json* value = find(name);
  if (value == nullptr) return std::nullopt;
  const bool fits = value->is_number_integer() &&
                    (!value->is_number_unsigned() || value->get<std::uint64_t>() <= INT64_MAX);
  const std::int64_t number = fits ? value->get<std::int64_t>() : 0;
  if (!fits || number < low || number > high) {
    fail(name,
         "must be a whole number from " + std::to_string(low) + " to " + std::to_string(high));
    return std::nullopt;
  }
  return number;
}

std::optional<WallTime> FieldReader::time(std::string_view name) {
  const Json* value = find(name);
  if (value == nullptr) return std::nullopt;
  if (value->is_string()) {
    if (auto time = parse_rfc3339(value->get<std::string>())) return time;
  } else if (value->is_number_integer() && value->get<std::int64_t>() >= 0) {
    return WallTime{std::chrono::nanoseconds{value->get<std::int64_t>()}};
  }
  return fail(name, "must be an RFC 3339 time"), std::nullopt;
}

const Json* FieldReader::object(std::string_view name) {
  const Json* value = find(name);
  if (value == nullptr || value->is_object()) return value;
  return fail(name, "must be an object"), nullptr;
}

const Json* FieldReader::array(std::string_view name, std::size_t items_max) {
  const Json* value = find(name);
  if (value == nullptr) return nullptr;
  if (!value->is_array()) return fail(name, "must be an array"), nullptr;
  if (value->size() > items_max)
    return fail(name, "has more than " + std::to_string(items_max) + " items"), nullptr;
  return value;
}

const Json* FieldReader::custom(std::string_view name, std::size_t bytes_max) {
  const Json* value = object(name);
  if (value == nullptr || json_line(*value).size() <= bytes_max) return value;
  return fail(name, "is larger than " + std::to_string(bytes_max) + " bytes"), nullptr;
}

std::optional<std::vector<std::string>> FieldReader::ids(std::string_view name,
                                                         std::size_t items_max) {
  const Json* list = array(name, items_max);
  if (list == nullptr) return std::nullopt;
  std::vector<std::string> read;
  for (const Json& one : *list) {
    if (!one.is_string() || one.get_ref<const std::string&>().empty() ||
        one.get_ref<const std::string&>().size() > id_bytes_max)
      return fail(name, "must hold ids"), std::nullopt;
    read.push_back(one.get<std::string>());
  }
  return read;
}

}  // namespace streamctl::emulator
