// Renders an expression with a caret under one position.
#pragma once

#include <cstddef>
#include <string>

namespace streamctl::filter {

/// The expression on one line, printable, and below it a caret under the byte `place`, indented as
/// a hint is.
std::string pointed_at(const std::string& expression, std::size_t place);

}  // namespace streamctl::filter
