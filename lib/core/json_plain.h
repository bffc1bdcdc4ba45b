// Simplifies valid JSON for parsers that do not accept all of it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace streamctl {

constexpr std::size_t plain_depth_max = 512;

/// Returns a copy of `text`, of the same length, that every parser accepts; nothing if `text` is
/// not valid JSON. Replaces numbers past 64 bits or the range of a double by 0, unpaired surrogates
/// by U+FFFD, and values nested deeper than `plain_depth_max` by 0. For text that a fast parser has
/// rejected.
std::optional<std::string> plain_json(std::string_view text);

}  // namespace streamctl
