// A configuration file in TOML, as tables of strings.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.h"

namespace streamctl::cli {

/// Key to value; nothing where the value is no string.
using TomlTable = std::map<std::string, std::optional<std::string>>;
/// By name: ["eu.prod"] is "eu.prod", while [eu.prod] is a table in the table "eu".
using TomlTables = std::map<std::string, TomlTable>;

/// Reads all of TOML 1.0. Keys before the first table belong to "default". The error names the line
/// and shows nothing of a value: it may be a secret. Kind config.
Result<TomlTables> parse_toml(std::string_view text);

}  // namespace streamctl::cli
