// Text broken into lines.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace streamctl::cli {

/// Help and pages are no wider than this: longer lines are hard to read.
constexpr std::size_t page_columns_max = 100;

/// `text` broken at spaces into lines of at most `width` columns, each behind `indent` spaces.
std::string wrapped(std::string_view text, std::size_t indent, std::size_t width);

}  // namespace streamctl::cli
