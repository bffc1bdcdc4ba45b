// The header fields of a request, as tools keep them.
#pragma once

#include <optional>

#include "core/json.h"
#include "net/headers.h"

namespace streamctl::capture {

/// Reads an object of names to a value or a list of values; a list of {"name", "value"}, of
/// {"key", "value"}, of [name, value], or of names and values in turn (node's rawHeaders); or one
/// of these as JSON in a string. Nothing if it is none.
std::optional<net::Headers> headers_of(const Json& value);

}  // namespace streamctl::capture
