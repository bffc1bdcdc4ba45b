// JSON that we read and write: parsing without exceptions or deep recursion, and printing that
// never throws.
#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "core/result.h"

namespace streamctl {

/// Objects preserve key order, so that forged events look like Stream's.
using Json = nlohmann::ordered_json;

constexpr std::size_t json_depth_max = 1024;
constexpr std::size_t json_keys_max = 250'000;  ///< Of one object.

/// How to read a number that neither a 64-bit integer nor a double reproduces digit for digit, such
/// as 1.10 or 123456789012345678901234567890: rounded to a double if it is in range, or kept as an
/// exact number (see core/json_number.h) that is written with its original digits.
enum class Digits { rounded, kept };

/// Parses one JSON text (skipping a byte order mark before it). Reads everything that RFC 8259
/// allows except nesting past `json_depth_max` and objects of more than `json_keys_max` keys. If a
/// key is repeated, its last value takes the place of the first. The message names the position:
/// "not valid JSON at line 3, column 7". Kind config.
Result<Json> parse_json(std::string_view text, Digits digits = Digits::rounded);

/// `value` on one line. Safe to show on a terminal: escapes every character JSON requires, and
/// every one that could drive or deceive it (see is_deceptive). Bytes that are not UTF-8 become
/// U+FFFD.
std::string json_line(const Json& value);
/// The same, indented by `indent` spaces.
std::string json_indented(const Json& value, std::size_t indent = 2);

/// The string under `key`; empty if `object` has no such field, or its value is not a string.
std::string text_at(const Json& object, const char* key);

/// Merges `patch` over `target` as RFC 7396 does, except that null is kept as a value (it does not
/// remove the field).
void merge_over(Json& target, const Json& patch);

}  // namespace streamctl
