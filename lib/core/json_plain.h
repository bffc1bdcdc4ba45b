// Valid JSON for parsers that do not read all of it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace streamctl {

constexpr std::size_t plain_depth_max = 512;

/// A copy of `text`, of the same length, that every parser reads; nothing if `text` is not valid
/// JSON. A number past 64 bits or the range of a double is 0 in it, a surrogate without its partner
/// U+FFFD, and what nests deeper than `plain_depth_max` 0. For what a fast parser has refused.
std::optional<std::string> plain_json(std::string_view text);

}  // namespace streamctl
