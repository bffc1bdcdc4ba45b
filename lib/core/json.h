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

constexpr std::size_t json_depth_max = 512;
constexpr std::size_t json_keys_max = 4096;  ///< Of one object.

/// Parses one JSON text. Refuses what is not JSON, nesting past `json_depth_max` and objects of
/// more than `json_keys_max` keys. The message says where: "not valid JSON at line 3, column 7".
/// Kind config.
Result<Json> parse_json(std::string_view text);

/// One line; bytes that are not UTF-8 become U+FFFD rather than an exception.
std::string json_line(const Json& value);
/// Indented by `indent` spaces.
std::string json_indented(const Json& value, int indent = 2);

/// Sets `value` at a dotted path, making objects on the way: "call.custom.room", "members.0.role"
/// (an array index may be one past the end, to append), "custom.a\.b" (a dot in a key). Kind usage;
/// the message says where it stopped: "cannot set call.cid.x: call.cid is a string".
Result<void> set_path(Json& root, std::string_view path, Json value);

/// The value at a path as set_path() reads it, or nullptr.
const Json* find_path(const Json& root, std::string_view path);

/// Merges `patch` over `target` as RFC 7396 does, but null stays null (it does not remove).
void merge_over(Json& target, const Json& patch);

}  // namespace streamctl
