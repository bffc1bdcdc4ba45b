// Members of foreign JSON by the names that tools give them.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "core/json.h"

namespace streamctl::capture {

/// Names for one thing. They compare without case; the first that there is counts.
using Names = std::initializer_list<std::string_view>;

/// The member of `object` under one of `names` that is not null, or nullptr.
const Json* member(const Json& object, Names names);
/// The same if it is an object, or a string.
const Json* object_member(const Json& object, Names names);
const Json* text_member(const Json& object, Names names);

/// A string itself, a number or a truth value as JSON; empty for anything else.
std::string text_of(const Json& value);

}  // namespace streamctl::capture
