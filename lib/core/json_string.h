// JSON strings written fast, and safe to show on a terminal.
#pragma once

#include <string>
#include <string_view>

namespace streamctl {

/// Appends `text` as a quoted JSON string. Besides the escapes JSON requires, escapes as \u...
/// every character that could drive or deceive a terminal (see is_deceptive), so that parsing
/// restores the exact bytes. Returns false and leaves `out` unchanged if `text` is not UTF-8.
bool append_json_string(std::string_view text, std::string& out);

/// As append_json_string(), but replaces invalid UTF-8 by U+FFFD.
void append_json_string_repaired(std::string_view text, std::string& out);

/// As append_json_string(), for a string of a Json value: escapes unpaired surrogates, which
/// parse_json() stores as three bytes.
void append_json_value_string(std::string_view text, std::string& out);

}  // namespace streamctl
