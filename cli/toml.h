// The part of TOML a configuration file of ours needs: tables of strings.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "core/result.h"

namespace streamctl::cli {

/// Table name to key to value. CLI11's reader is not used here: it takes a '#' within quotes for a
/// comment, and would cut a secret short.
using TomlTables = std::map<std::string, std::map<std::string, std::string>>;

/// Reads `[table]`, `key = "basic \"string\""` or `'literal'`, and comments. Anything else is an
/// error that names the line. Keys before the first table belong to "default". Kind config.
Result<TomlTables> parse_toml(std::string_view text);

}  // namespace streamctl::cli
