// JSON strings written fast, and safe to show on a terminal.
#pragma once

#include <string>
#include <string_view>

namespace streamctl {

/// Appends `text` as a JSON string in quotes. Beside what JSON demands, all that could drive or
/// deceive a terminal (see is_deceptive) is escaped as \u...: a reader gets the exact bytes back.
/// False, and `out` as it was, if `text` is not UTF-8.
bool append_json_string(std::string_view text, std::string& out);

/// The same for text whose exact bytes matter less: what is not UTF-8 becomes U+FFFD.
void append_json_string_repaired(std::string_view text, std::string& out);

/// The same for a string of a Json value, where a surrogate without its partner has the three bytes
/// that parse_json() gives it: it is escaped again.
void append_json_value_string(std::string_view text, std::string& out);

}  // namespace streamctl
