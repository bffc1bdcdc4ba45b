#include "emulator/operations/reader.h"

#include <utility>

#include "core/text.h"
#include "core/time_text.h"

namespace streamctl::emulator {

namespace {

const Json& empty_object() {
  static const Json empty = Json::object();
  return empty;
}

}  // namespace

Reader::Reader(const Json& object, std::string path)
    : object_(object.is_object() ? object : empty_object()), path_(std::move(path)) {
  if (!object.is_object() && !object.is_null())
    failure_ = bad_input(path_.empty() ? "the body is no JSON object" : path_ + " is no object");
}

const Json* Reader::find(std::string_view name) const {
  const auto found = object_.find(std::string(name));
  return found == object_.end() || found->is_null() ? nullptr : &*found;
}

void Reader::wrong(std::string_view name, std::string_view what) {
  if (!failure_) failure_ = bad_input(path_ + std::string(name) + " " + std::string(what));
}

std::optional<std::string> Reader::text(std::string_view name, std::size_t bytes_max) {
  const Json* value = find(name);
  if (value == nullptr) return std::nullopt;
  if (!value->is_string()) return wrong(name, "must be a string"), std::nullopt;
  auto text = value->get<std::string>();
  if (text.size() > bytes_max)
    return wrong(name, "is longer than " + std::to_string(bytes_max) + " bytes"), std::nullopt;
  return text;
}

std::optional<std::string> Reader::id(std::string_view name) {
  auto read = text(name, id_bytes_max);
  if (read && read->empty()) return wrong(name, "must not be empty"), std::nullopt;
  return read;
}

std::optional<bool> Reader::flag(std::string_view name) {
  const Json* value = find(name);
  if (value == nullptr) return std::nullopt;
  if (!value->is_boolean()) return wrong(name, "must be true or false"), std::nullopt;
  return value->get<bool>();
}

std::optional<std::int64_t> Reader::number(std::string_view name, std::int64_t low,
                                           std::int64_t high) {
  const Json* value = find(name);
  if (value == nullptr) return std::nullopt;
  const bool fits = value->is_number_integer() &&
                    (!value->is_number_unsigned() || value->get<std::uint64_t>() <= INT64_MAX);
  const std::int64_t number = fits ? value->get<std::int64_t>() : 0;
  if (!fits || number < low || number > high) {
    wrong(name,
          "must be a whole number from " + std::to_string(low) + " to " + std::to_string(high));
    return std::nullopt;
  }
  return number;
}

std::optional<WallTime> Reader::time(std::string_view name) {
  const Json* value = find(name);
  if (value == nullptr) return std::nullopt;
  if (value->is_string()) {
    if (auto time = parse_rfc3339(value->get<std::string>())) return time;
  } else if (value->is_number_integer() && value->get<std::int64_t>() >= 0) {
    return WallTime{std::chrono::nanoseconds{value->get<std::int64_t>()}};
  }
  return wrong(name, "must be an RFC 3339 time"), std::nullopt;
}

const Json* Reader::object(std::string_view name) {
  const Json* value = find(name);
  if (value == nullptr || value->is_object()) return value;
  return wrong(name, "must be an object"), nullptr;
}

const Json* Reader::array(std::string_view name, std::size_t items_max) {
  const Json* value = find(name);
  if (value == nullptr) return nullptr;
  if (!value->is_array()) return wrong(name, "must be an array"), nullptr;
  if (value->size() > items_max)
    return wrong(name, "has more than " + std::to_string(items_max) + " items"), nullptr;
  return value;
}

const Json* Reader::custom(std::string_view name, std::size_t bytes_max) {
  const Json* value = object(name);
  if (value == nullptr || json_line(*value).size() <= bytes_max) return value;
  return wrong(name, "is larger than " + std::to_string(bytes_max) + " bytes"), nullptr;
}

std::optional<std::vector<std::string>> Reader::ids(std::string_view name, std::size_t items_max) {
  const Json* list = array(name, items_max);
  if (list == nullptr) return std::nullopt;
  std::vector<std::string> read;
  for (const Json& one : *list) {
    if (!one.is_string() || one.get_ref<const std::string&>().empty() ||
        one.get_ref<const std::string&>().size() > id_bytes_max)
      return wrong(name, "must hold ids"), std::nullopt;
    read.push_back(one.get<std::string>());
  }
  return read;
}

}  // namespace streamctl::emulator
