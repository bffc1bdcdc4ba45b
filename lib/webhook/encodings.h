// Text as programs write it that take a body for something else than UTF-8 bytes.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "core/json.h"

namespace streamctl::webhook {

struct Utf16 {
  std::string_view name;
  bool is_big_endian;
  bool has_mark;
};
inline constexpr std::array<Utf16, 4> utf16_forms{{
    {"UTF-16 (little-endian)", false, false},
    {"UTF-16 (little-endian, with a byte order mark)", false, true},
    {"UTF-16 (big-endian)", true, false},
    {"UTF-16 (big-endian, with a byte order mark)", true, true},
}};

/// Nothing if `text` is not UTF-8.
std::optional<std::string> utf16_text(std::string_view text, const Utf16& form);
/// Nothing if `text` is not UTF-8, or has a character that Latin-1 lacks.
std::optional<std::string> latin1_text(std::string_view text);
/// Each byte taken for a character of Latin-1, in UTF-8.
std::string read_as_latin1(std::string_view bytes);
/// With `mark` in place of each byte that is not ASCII.
std::string read_as_ascii(std::string_view bytes, std::string_view mark);

/// repr(bytes) in Python: "b'{\"type\":…}'".
std::string python_bytes_text(std::string_view bytes);
/// repr() of the value in Python: "{'type': 'custom', 'n': None}".
std::string python_text(const Json& value);

}  // namespace streamctl::webhook
