// Environment variables as an argument; tests pass a map.
#pragma once

#include <functional>
#include <optional>
#include <string>

namespace streamctl {

/// The value of an environment variable, or nothing if it is not set.
using Environment = std::function<std::optional<std::string>(const std::string&)>;

/// The environment of this process: the only caller of getenv(). Safe to use from any thread, since
/// streamctl sets no variables.
Environment process_environment();

/// The value of `name`; empty if it is not set.
std::string value_in(const Environment& environment, const std::string& name);

}  // namespace streamctl
