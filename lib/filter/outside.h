// What of jq has no place in a filter: whatever reaches beyond the one event.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "filter/tokens.h"

namespace streamctl::filter {

/// A builtin or keyword that reads other input, writes, looks at the environment, loads files or
/// ends jq.
struct Outside {
  std::string_view name;  ///< "input", "$ENV".
  std::string_view why;   ///< "a filter sees one event at a time".
  std::size_t place = 0;  ///< In bytes.
};

/// The first one used. Not the names of fields (`.env`, `{input}`), nor those that the expression
/// defines itself (`def input: …`). It is there to explain: that nothing outside can be reached
/// does not depend on it.
std::optional<Outside> first_outside(const std::vector<Token>& tokens);

}  // namespace streamctl::filter
