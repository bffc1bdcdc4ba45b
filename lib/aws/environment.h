// Access to environment variables, passed in as an argument.
#pragma once

#include <functional>
#include <optional>
#include <string>

namespace streamctl::aws {

/// Returns the value of an environment variable, or nothing if it is unset.
using Environment = std::function<std::optional<std::string>(const std::string&)>;

/// The value of `name`; empty if it is unset.
inline std::string value_in(const Environment& environment, const std::string& name) {
  return environment(name).value_or("");
}

}  // namespace streamctl::aws
