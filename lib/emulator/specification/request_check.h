// Checks requests against the specification.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/json.h"

namespace streamctl::emulator {

/// The first thing in which a body violates the schema of its operation, at any depth, in the words
/// of Stream's validator: "rating is a required field", "data.members[0].user_id must be a string",
/// "push_provider must be one of [firebase apn]". Nothing if it conforms. Fields that the schema
/// lacks are ignored, null counts as absent, and dates are RFC 3339 or whole nanoseconds. Sort
/// fields are checked too; filters are not, see parse_filter().
std::optional<std::string> body_mismatch(std::string_view operation, const Json& body);

using QueryParameters = std::map<std::string, std::string, std::less<>>;

/// The same for the parameters of the query and the path. Objects are JSON, arrays JSON or a list
/// with commas, booleans any form that Go's strconv.ParseBool accepts.
std::optional<std::string> query_mismatch(std::string_view operation, const QueryParameters& query);
std::optional<std::string> path_mismatch(std::string_view operation, const QueryParameters& path);

/// A parameter of the query as JSON, as its schema says; null if it is absent or empty.
/// Precondition: query_mismatch() found nothing.
Json query_value(std::string_view operation, std::string_view name, const std::string& text);

}  // namespace streamctl::emulator
