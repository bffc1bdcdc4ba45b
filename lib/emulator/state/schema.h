// Whether a value is what a schema of the catalogue says.
#pragma once

#include <optional>
#include <string>

#include "core/json.h"

namespace streamctl::emulator {

/// What is wrong with `value` as an object of these fields, at any depth: "settings.audio.mic is
/// no boolean"; nothing if all is well. Fields the schema does not name are wrong too.
std::optional<std::string> misfit(const Json& value, const Json& fields, const std::string& path);

/// `value` without the fields the schema does not name, at any depth.
Json only_known(const Json& value, const Json& fields);

}  // namespace streamctl::emulator
