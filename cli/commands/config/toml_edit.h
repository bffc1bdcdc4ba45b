// Changes one value of a TOML file and keeps all else: comments, order, layout, other keys.
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"

namespace streamctl::cli {

/// Returns `text`, which is valid for parse_toml(), with `key` of `table` set to the string
/// `value`. Replaces the value in its place, else adds a line below the table's last key, else adds
/// the table at the end. A table "default" includes the keys before the first table; "" is these
/// keys alone. Fails if the result would not differ from `text` in this value alone, as for an
/// inline table. Kind config.
Result<std::string> with_toml_value(std::string_view text, const std::string& table,
                                    const std::string& key, std::string_view value);

}  // namespace streamctl::cli
