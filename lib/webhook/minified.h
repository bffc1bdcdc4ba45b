// A body without its white space.
#pragma once

#include <string>
#include <string_view>

namespace streamctl::webhook {

/// The JSON in `body` without white space between its tokens, digits and escapes untouched. `body`
/// need not be valid.
std::string minified(std::string_view body);

}  // namespace streamctl::webhook
