// Shell-style patterns for event types and call CIDs.
#pragma once

#include <string_view>

namespace streamctl {

/// Whether the whole of `text` matches `pattern`: `*` any run, `?` one byte, `[abc]`, `[a-z]`,
/// `[!x]` a class, `\` the next character itself. Linear in practice and never exponential.
bool glob_match(std::string_view pattern, std::string_view text);

}  // namespace streamctl
