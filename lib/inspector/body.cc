#include "inspector/body.h"

#include <algorithm>
#include <utility>

namespace streamctl::inspector {

Result<Body> Body::parse(const std::string& text) {
  auto value = parse_json(text, Digits::kept);
  if (!value) return usage_error("the body is " + value.error().what);
  if (!value->is_object()) return usage_error("the body is no JSON object");
  return Body(*std::move(value));
}

void Body::text(const char* name, std::string& target) {
  const Json* value = find(name);
  if (value == nullptr) return;
  if (!value->is_string()) return wrong(name, "a text");
  target = value->get<std::string>();
}

void Body::flag(const char* name, bool& target) {
  const Json* value = find(name);
  if (value == nullptr) return;
  if (!value->is_boolean()) return wrong(name, "true or false");
  target = value->get<bool>();
}

void Body::number(const char* name, std::uint64_t& target, std::uint64_t low, std::uint64_t high) {
  const Json* value = find(name);
  if (value == nullptr) return;
  if (!value->is_number_unsigned() || value->get<std::uint64_t>() < low ||
      value->get<std::uint64_t>() > high)
    return wrong(name,
                 "a whole number from " + std::to_string(low) + " to " + std::to_string(high));
  target = value->get<std::uint64_t>();
}

void Body::texts(const char* name, std::vector<std::string>& target) {
  const Json* value = find(name);
  if (value == nullptr) return;
  if (!value->is_array() ||
      !std::all_of(value->begin(), value->end(), [](const Json& one) { return one.is_string(); }))
    return wrong(name, "a list of texts");
  target = value->get<std::vector<std::string>>();
}

void Body::numbers(const char* name, std::vector<std::uint64_t>& target) {
  const Json* value = find(name);
  if (value == nullptr) return;
  if (!value->is_array() || !std::all_of(value->begin(), value->end(),
                                         [](const Json& one) { return one.is_number_unsigned(); }))
    return wrong(name, "a list of numbers");
  target = value->get<std::vector<std::uint64_t>>();
}

void Body::object(const char* name, Json& target) {
  const Json* value = find(name);
  if (value == nullptr) return;
  if (!value->is_object()) return wrong(name, "a JSON object");
  target = *value;
}

Result<void> Body::check() const {
  if (wrong_.empty()) return {};
  return usage_error(wrong_);
}

const Json* Body::find(const char* name) const {
  const auto found = value_.find(name);
  return found == value_.end() || found->is_null() ? nullptr : &*found;
}

void Body::wrong(const char* name, const std::string& what) {
  if (wrong_.empty()) wrong_ = std::string(name) + " is not " + what;
}

}  // namespace streamctl::inspector
