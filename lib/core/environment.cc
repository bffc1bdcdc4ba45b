#include "core/environment.h"

#include <cstdlib>

namespace streamctl {

Environment process_environment() {
  return [](const std::string& name) -> std::optional<std::string> {
    // NOLINTNEXTLINE(concurrency-mt-unsafe): unsafe only if variables are also set.
    const char* value = std::getenv(name.c_str());
    if (value == nullptr) return std::nullopt;
    return value;
  };
}

std::string value_in(const Environment& environment, const std::string& name) {
  return environment(name).value_or("");
}

}  // namespace streamctl
