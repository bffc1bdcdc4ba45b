// What the environment says, as an argument.
#pragma once

#include <functional>
#include <optional>
#include <string>

namespace streamctl::sqs {

/// The value of an environment variable, or nothing.
using Environment = std::function<std::optional<std::string>(const std::string&)>;

/// The value of `name`; empty where it is unset.
inline std::string value_in(const Environment& environment, const std::string& name) {
  return environment(name).value_or("");
}

}  // namespace streamctl::sqs
