// Counts the typing errors between two words.
#pragma once

#include <cstddef>
#include <string_view>

namespace streamctl {

/// Optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours.
std::size_t slips_between(std::string_view left, std::string_view right);

}  // namespace streamctl
