// Checks values against the schemas of the event catalogue.
#pragma once

#include <optional>
#include <string>

#include "core/json.h"

namespace streamctl::emulator {

/// The first mismatch between an object and its schema, at any depth: "settings.audio.mic must be
/// of type boolean"; nothing if it conforms. A field that the schema lacks is a mismatch.
std::optional<std::string> schema_mismatch(const Json& value, const Json& fields,
                                           const std::string& path);

/// `value` without the fields that the schema lacks, at any depth.
Json only_known(const Json& value, const Json& fields);

}  // namespace streamctl::emulator
