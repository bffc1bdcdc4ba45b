// Splits a text into consecutive JSON values.
#pragma once

#include <string_view>
#include <vector>

namespace streamctl::capture {

/// Splits a line such as `{…}{…}`, `{…} {…}`, `{…},` or `[{…}, {…}]` into its objects, including
/// those in arrays, by brackets and quotes alone: they are not validated. Nothing if `text` is a
/// single object, or contains anything else.
std::vector<std::string_view> values_in(std::string_view text);

}  // namespace streamctl::capture
