// Guesses the actual format of bytes that should be UTF-8 JSON but are not.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace streamctl {

struct ForeignForm {
  std::string_view name;  ///< "UTF-16 text".
  std::string_view
      remedy;  ///< A clause: "convert it with 'iconv -f UTF-16 -t UTF-8'". Never empty.

  /// "looks like UTF-16 text; convert it with …".
  [[nodiscard]] std::string sentence() const;
  bool operator==(const ForeignForm&) const = default;
};

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";  ///< Of UTF-8.

/// Detects a format from its first bytes alone: UTF-16 and UTF-32, with or without a byte order
/// mark, and compressed files and archives. Never matches JSON in UTF-8.
std::optional<ForeignForm> foreign_form(std::string_view beginning);

/// The same, and any other binary file: images, videos, programs… For files of events.
std::optional<ForeignForm> binary_form(std::string_view beginning);

/// Guesses the format of `text`, which is not valid JSON: a format as above, invalid UTF-8, or
/// other text (HTML, CSV, YAML, an HTTP message, base64, a log line…).
std::optional<ForeignForm> likely_form(std::string_view text);

}  // namespace streamctl
