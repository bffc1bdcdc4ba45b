// Reads a request's header fields in the forms that tools export.
#pragma once

#include <optional>

#include "capture/record.h"
#include "core/json.h"
#include "net/headers.h"

namespace streamctl::capture {

/// Reads an object of names to a value or a list of values; a list of {"name", "value"}, of {"key",
/// "value"}, of [name, value], or of alternating names and values (node's rawHeaders); or one of
/// these as JSON in a string. Nothing for any other value.
std::optional<net::Headers> headers_of(const Json& value);

/// Sets the fields of `record`, and the webhook id and attempt that they tell.
void keep_fields(net::Headers fields, Record& record);

}  // namespace streamctl::capture
