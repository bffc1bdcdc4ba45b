#include "core/masking.h"

#include <algorithm>
#include <array>
#include <string_view>

#include <nlohmann/json.hpp>

#include "core/text.h"

namespace streamctl {
namespace {

constexpr const char* mask = "***";

/// Endings of the names of fields that hold a secret. A failover_config is another store with its
/// credentials, whose names are not documented.
constexpr std::array<std::string_view, 7> secret_endings{
    "key", "secret", "token", "password", "credential", "credentials", "failover_config"};

bool is_secret(std::string_view name) {
  const std::string lower = lower_ascii(name);
  return std::any_of(secret_endings.begin(), secret_endings.end(),
                     [&](std::string_view ending) { return lower.ends_with(ending); });
}

}  // namespace

std::string masked_url(const std::string& text) {
  const auto scheme = text.find("://");
  if (scheme == std::string::npos) return text;
  const auto begin = scheme + 3;
  const auto end = text.find_first_of("/?#", begin);
  const auto at = text.substr(0, end).rfind('@');
  if (at == std::string::npos || at < begin) return text;
  return text.substr(0, begin) + mask + text.substr(at);
}

Json masked(const Json& value) {
  if (value.is_string()) return masked_url(value.get<std::string>());
  if (value.is_array()) {
    Json copy = Json::array();
    for (const Json& item : value)
      copy.push_back(masked(item));
    return copy;
  }
  if (!value.is_object()) return value;
  Json copy = Json::object();
  for (const auto& [name, field] : value.items()) {
    const bool hides_nothing = field.is_null() || field.is_boolean() || field == Json("");
    copy[name] = is_secret(name) && !hides_nothing ? Json(mask) : masked(field);
  }
  return copy;
}

}  // namespace streamctl
