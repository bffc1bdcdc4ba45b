#include "net/headers.h"

#include <algorithm>
#include <utility>

#include "core/text.h"

namespace streamctl::net {
namespace {

/// Field count of a typical request. Reserving room for it avoids stepwise growth per request.
constexpr std::size_t usual_count = 12;

}  // namespace

const std::string* Headers::find(std::string_view name) const {
  for (const Header& field : fields_) {
    if (equals_ignoring_case(field.name, name)) return &field.value;
  }
  return nullptr;
}

std::string Headers::value(std::string_view name) const {
  const std::string* found = find(name);
  return found == nullptr ? "" : *found;
}

std::size_t Headers::count(std::string_view name) const {
  return static_cast<std::size_t>(
      std::count_if(fields_.begin(), fields_.end(),
                    [&](const Header& field) { return equals_ignoring_case(field.name, name); }));
}

void Headers::add(std::string name, std::string value) {
  if (fields_.empty()) fields_.reserve(usual_count);
  fields_.push_back({std::move(name), std::move(value)});
}

void Headers::set(std::string name, std::string value) {
  const auto named = [&](const Header& field) { return equals_ignoring_case(field.name, name); };
  const auto first = std::find_if(fields_.begin(), fields_.end(), named);
  if (first == fields_.end()) return add(std::move(name), std::move(value));
  fields_.erase(std::remove_if(first + 1, fields_.end(), named), fields_.end());
  // The erase moved nothing before `first`, which is still the field to replace.
  *first = {std::move(name), std::move(value)};
}

}  // namespace streamctl::net
