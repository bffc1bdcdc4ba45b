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
/// escaped too ("\t", "\n"): one value stays on one line. A backslash stays as it is.
std::string printable(std::string_view text);

struct CodePoint {
  std::uint32_t value = 0;
  std::size_t length = 0;  ///< In bytes; 0: not UTF-8 here.
};

/// The code point at the front of `bytes`, which are not empty. Strict: Unicode 15, table 3-7.
CodePoint first_code_point(std::string_view bytes);

/// Whether a code point can drive a terminal, turn text around, or hide: what printable() escapes.
bool is_deceptive(std::uint32_t code_point);

/// Whether `bytes` are valid UTF-8 (no surrogates, no overlong forms, nothing past U+10FFFF).
bool is_utf8(std::string_view bytes);

/// Columns `text` takes on a terminal: wide characters two, combining ones none. `text` is
/// printable UTF-8.
std::size_t display_width(std::string_view text);

/// The longest beginning of `text` within `columns`, with "…" as its last column if anything was
/// cut.
std::string cut_to_width(std::string_view text, std::size_t columns);

/// `text` and spaces up to `columns`.
std::string padded(std::string_view text, std::size_t columns);

/// The candidate nearest to `word` (Damerau-Levenshtein, dots and underscores alike), if it is near
/// enough to be a slip.
std::optional<std::string> nearest(std::string_view word, std::span<const std::string> candidates);

std::vector<std::string_view> split(std::string_view text,
                                    char separator);  ///< "a,,b" is three parts; "" is one.
std::string joined(std::span<const std::string> parts, std::string_view separator);
std::string_view trimmed(std::string_view text);  ///< Without ASCII white space at both ends.
std::string lower_ascii(std::string_view text);
/// ASCII letters compare without case, as HTTP header names do.
bool equals_ignoring_case(std::string_view left, std::string_view right);

}  // namespace streamctl
