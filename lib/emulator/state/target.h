// The target of a request taken apart: its path, and the parameters behind it.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace streamctl::emulator {

/// Percent-decoded; "+" is a space in the query and itself in the path. The first of a parameter
/// given twice counts.
struct Target {
  std::string path;  ///< Still encoded: its segments are decoded one by one.
  std::map<std::string, std::string, std::less<>> query;

  /// Empty where it is not given.
  [[nodiscard]] std::string parameter(std::string_view name) const;
};

Target parse_target(std::string_view text);

/// Nothing where a percent sign is not followed by two digits, or the result is no UTF-8.
std::optional<std::string> percent_decoded(std::string_view text, bool plus_is_space);

}  // namespace streamctl::emulator
