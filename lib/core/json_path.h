// Paths into a JSON value, and assignments to them on the command line.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/result.h"

namespace streamctl {

constexpr std::size_t json_path_parts_max = 256;

/// Sets `value` at a path, making objects on the way. The parts of a path are keys, with dots
/// between them, and indices: "call.custom.room", "members[0].role" or "members.0.role",
/// "members[-1]" (the last; one past the end appends). A key is put in quotes, or its dots and
/// brackets are escaped by a backslash: `custom["a.b"]`, `custom."a.b"`, `custom.a\.b`. Kind usage;
/// the message names the part that failed: "cannot set call.cid.x: call.cid is a string".
Result<void> set_path(Json& root, std::string_view path, Json value);

/// The value at a path as set_path() reads it, or nullptr.
const Json* find_path(const Json& root, std::string_view path);

/// Removes the value at a path as set_path() reads it, if there is one; later items of an array
/// move up. Kind usage: `path` is none.
Result<void> remove_path(Json& root, std::string_view path);

/// Whether it is a path at all. Kind usage: "a part of the path is empty".
Result<void> check_path(std::string_view path);

/// A path, and the value that should be there.
struct Assignment {
  std::string path;
  Json value;
};

/// Reads "PATH=TEXT" (a string) or "PATH:=JSON" (its numbers with all their digits). Nothing if
/// `text` has neither form, so that the caller can name its own. An '=' within quotes belongs to
/// the path. Kind usage, without `text` in the message: a bad path, or a value that is not JSON.
Result<std::optional<Assignment>> parse_assignment(std::string_view text);

}  // namespace streamctl
