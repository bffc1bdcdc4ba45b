#include "capture/kept_members.h"

#include <nlohmann/json.hpp>

#include "core/text.h"

namespace streamctl::capture {

const Json* member(const Json& object, Names names) {
  for (const std::string_view name : names) {
    for (const auto& [key, value] : object.items())
      if (equals_ignoring_case(key, name) && !value.is_null()) return &value;
  }
  return nullptr;
}

const Json* object_member(const Json& object, Names names) {
  const Json* found = member(object, names);
  return found != nullptr && found->is_object() ? found : nullptr;
}

const Json* text_member(const Json& object, Names names) {
  const Json* const found = member(object, names);
  return found != nullptr && found->is_string() ? found : nullptr;
}

std::string text_of(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_primitive() && !value.is_null()) return json_line(value);
  return "";
}

}  // namespace streamctl::capture
