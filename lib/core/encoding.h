// Bytes as text: hexadecimal, base64, percent encoding.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace streamctl {

/// Lower-case hexadecimal.
std::string hex_text(std::span<const std::uint8_t> bytes);
/// Reads hexadecimal of either case; nothing if the length is odd or a digit is not one.
std::optional<std::string> hex_bytes(std::string_view text);

enum class Base64 {
  standard,
  url
};  ///< RFC 4648 section 4 (padded), section 5 (unpadded, as in a JWT).

std::string base64_text(std::string_view bytes, Base64 form = Base64::standard);
/// Whether `text` has only characters of base64 in either form: letters, digits and "+/-_=". True
/// for an empty text.
bool has_base64_characters_only(std::string_view text);
/// Reads canonical base64 only: no white space, right padding (none for `url`), no stray bits.
std::optional<std::string> base64_bytes(std::string_view text, Base64 form = Base64::standard);

/// Percent-encodes all but RFC 3986's unreserved characters.
std::string percent_encoded(std::string_view text);

}  // namespace streamctl
