// Looks up members of foreign JSON by the names that tools use.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "core/json.h"

namespace streamctl::capture {

/// Alternative names of one member, compared case-insensitively; the first one present counts.
using Names = std::initializer_list<std::string_view>;

/// The non-null member of `object` under one of `names`, or nullptr.
const Json* member(const Json& object, Names names);
/// The same, if it is an object or a string.
const Json* object_member(const Json& object, Names names);
const Json* text_member(const Json& object, Names names);

/// A string unchanged, a number or boolean as JSON; empty for anything else.
std::string text_of(const Json& value);

}  // namespace streamctl::capture
