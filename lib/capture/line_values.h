// The JSON values that stand one behind the other in one text.
#pragma once

#include <string_view>
#include <vector>

namespace streamctl::capture {

/// Cuts a line such as `{…}{…}`, `{…} {…}`, `{…},` or `[{…}, {…}]` into its objects, those of
/// arrays among them, by brackets and quotes alone: they are not validated. Nothing where `text` is
/// one object already, or anything else stands in it.
std::vector<std::string_view> values_in(std::string_view text);

}  // namespace streamctl::capture
