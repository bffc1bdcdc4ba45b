// Text broken into lines.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace streamctl::cli {

/// `text` broken at spaces into lines of at most `width` columns, each behind `indent` spaces.
std::string wrapped(std::string_view text, std::size_t indent, std::size_t width);

}  // namespace streamctl::cli
