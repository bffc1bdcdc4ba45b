// Reads a TOML configuration file as tables of strings.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.h"

namespace streamctl::cli {

/// Key to value; nullopt if the value is not a string.
using TomlTable = std::map<std::string, std::optional<std::string>>;
/// By name: ["eu.prod"] is "eu.prod", while [eu.prod] is a table in the table "eu".
using TomlTables = std::map<std::string, TomlTable>;

/// Parses all of TOML 1.0. Keys before the first table belong to "default". The error names the
/// line but never shows a value, which may be a secret. Kind config.
Result<TomlTables> parse_toml(std::string_view text);

}  // namespace streamctl::cli
