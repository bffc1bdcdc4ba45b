// What bytes are that should be JSON in UTF-8 and are not: told by how they look.
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

/// A form that the first bytes alone give away: UTF-16 and UTF-32, with or without a byte order
/// mark, and compressed files and archives. Never of JSON in UTF-8.
std::optional<ForeignForm> foreign_form(std::string_view beginning);

/// What `text` is, which has proved to be no JSON: a form as above, UTF-8 in no form, or text of
/// another kind (HTML, CSV, YAML, an HTTP message, base64, a log line…). A guess.
std::optional<ForeignForm> likely_form(std::string_view text);

}  // namespace streamctl
