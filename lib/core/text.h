// Text for people: made safe for a terminal, measured in columns, suggested when mistyped.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace streamctl {

/// `text` with everything that could drive or deceive a terminal made visible: control characters
/// (C0, DEL, C1), bidirectional overrides and isolates, line and paragraph separators and
/// zero-width characters as "\u001b", bytes that are not UTF-8 as "\xff". Tab and newline are
/// escaped too ("\t", "\n"): one value stays on one line. Backslashes are not escaped.
std::string printable(std::string_view text);

struct CodePoint {
  std::uint32_t value = 0;
  std::size_t length = 0;  ///< In bytes; 0: not UTF-8 here.
};

/// The code point at the front of `bytes`, which must not be empty. Strict: refuses every form that
/// table 3-7 of the Unicode Standard does not list.
CodePoint first_code_point(std::string_view bytes);

/// Whether a code point can drive a terminal, reverse the direction of text, or be invisible: those
/// that printable() escapes.
bool is_deceptive(std::uint32_t code_point);

/// An ASCII letter or digit, whatever the locale.
bool is_alphanumeric(char byte);

/// A C0 control character (also tab and newline) or DEL.
bool is_control(char byte);

/// Whether `bytes` are valid UTF-8 (no surrogates, no overlong forms, nothing past U+10FFFF).
bool is_utf8(std::string_view bytes);

/// The longest prefix of `text` of at most `bytes_max` bytes that splits no UTF-8 character.
std::string_view cut_to_bytes(std::string_view text, std::size_t bytes_max);

/// Columns that `text`, which is printable UTF-8, takes on a terminal: two for a wide character,
/// none for a combining one, by the tables of utf8proc.
std::size_t display_width(std::string_view text);

/// The longest prefix of `text` that fits in `columns`, ending in "…" if anything was cut.
std::string cut_to_width(std::string_view text, std::size_t columns);

/// `text`, filled with spaces to `columns`.
std::string padded(std::string_view text, std::size_t columns);

/// The candidate nearest to `word` (Damerau-Levenshtein; dots, underscores, hyphens and colons are
/// equal), if it is near enough for `word` to be a typing error.
std::optional<std::string> nearest(std::string_view word, std::span<const std::string> candidates);

std::vector<std::string_view> split(std::string_view text,
                                    char separator);  ///< "a,,b" is three parts; "" is one.
std::string joined(std::span<const std::string> parts, std::string_view separator);
std::string_view trimmed(std::string_view text);  ///< Without ASCII white space at both ends.
std::string lower_ascii(std::string_view text);
/// ASCII letters compare without case, as HTTP header names do.
bool equals_ignoring_case(std::string_view left, std::string_view right);
bool ends_ignoring_case(std::string_view text, std::string_view ending);

}  // namespace streamctl
