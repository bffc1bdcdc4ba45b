// The parts of jq that a filter may not use: anything that reaches beyond the one event.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "filter/tokens.h"

namespace streamctl::filter {

/// A builtin or keyword that reads other input, writes, reads the environment, loads files or ends
/// jq.
struct Outside {
  std::string_view name;  ///< "input", "$ENV".
  std::string_view why;   ///< "a filter sees one event at a time".
  std::size_t place = 0;  ///< In bytes.
};

/// Returns the first one used. Ignores field names (`.env`, `{input}`) and names that the
/// expression itself defines (`def input: …`). This serves only error messages: isolation does not
/// depend on it.
std::optional<Outside> first_outside(const std::vector<Token>& tokens);

}  // namespace streamctl::filter
