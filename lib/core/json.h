// JSON at our own doors: parsing without exceptions or deep recursion, printing that never throws,
// paths into a value.
#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "core/result.h"

namespace streamctl {

/// Objects keep the order they were written in: what we forge looks like what Stream sends.
using Json = nlohmann::ordered_json;

constexpr std::size_t json_depth_max = 1024;
constexpr std::size_t json_keys_max = 250'000;  ///< Of one object.
constexpr std::size_t json_path_parts_max = 256;

/// What becomes of a number whose digits neither 64 bits nor a double gives back, such as 1.10 or
/// 123456789012345678901234567890: it is rounded as far as a double holds it, or stays an exact
/// number (see core/json_number.h) that is written as it was read.
enum class Digits { rounded, kept };

/// Parses one JSON text (a byte order mark before it is passed over). Reads all that RFC 8259
/// allows but nesting past `json_depth_max` and objects of more than `json_keys_max` keys; of a key
/// that comes twice the last counts, in the place of the first. The message says where: "not valid
/// JSON at line 3, column 7". Kind config.
Result<Json> parse_json(std::string_view text, Digits digits = Digits::rounded);

/// One line. Safe to show on a terminal: beside what JSON demands, all that could drive or deceive
/// it (see is_deceptive) is escaped. Bytes that are not UTF-8 become U+FFFD.
std::string json_line(const Json& value);
/// The same, indented by `indent` spaces.
std::string json_indented(const Json& value, std::size_t indent = 2);

/// Sets `value` at a path, making objects on the way. Its parts are keys, with dots between them,
/// and indices: "call.custom.room", "members[0].role" or "members.0.role", "members[-1]" (the last;
/// one past the end appends). A key is put in quotes, or a backslash before what means something
/// else: `custom["a.b"]`, `custom."a.b"`, `custom.a\.b`. Kind usage; the message says where it
/// stopped: "cannot set call.cid.x: call.cid is a string".
Result<void> set_path(Json& root, std::string_view path, Json value);

/// The value at a path as set_path() reads it, or nullptr.
const Json* find_path(const Json& root, std::string_view path);

/// Whether it is a path at all. Kind usage: "a part of the path is empty".
Result<void> check_path(std::string_view path);

/// The place of the '=' behind the path that `setting` begins with, or npos: one within quotes does
/// not count.
std::size_t equals_behind_path(std::string_view setting);

/// Merges `patch` over `target` as RFC 7396 does, but null stays null (it does not remove).
void merge_over(Json& target, const Json& patch);

}  // namespace streamctl
