// The target of a request: its path and query parameters.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace streamctl::emulator {

/// Query parameters are percent-decoded, with "+" for a space; if one is repeated, the first
/// counts.
struct RequestTarget {
  std::string path;  ///< Still encoded: routes decode its segments one by one.
  std::map<std::string, std::string, std::less<>> query;
  std::string host = {};  ///< Of the field Host: where the client reaches the emulator.

  /// Empty if it is absent.
  [[nodiscard]] std::string parameter(std::string_view name) const;
};

RequestTarget parse_request_target(std::string_view text);

/// Nothing if a percent sign is not followed by two hex digits, or the result is not UTF-8.
std::optional<std::string> percent_decoded(std::string_view text, bool plus_is_space);

}  // namespace streamctl::emulator
