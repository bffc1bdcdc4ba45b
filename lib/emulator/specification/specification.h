// The operations of Stream Video's API and the shapes of their requests.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/json.h"

namespace streamctl::emulator {

/// One row of operations.json. Source: GetStream/protocol, OpenAPI v236.0.4.
struct Operation {
  enum class Who { both, server, client };
  std::string name;                ///< "GetCall".
  std::string method;              ///< "GET".
  std::string path;                ///< Below /api/v2: "/video/call/{type}/{id}".
  std::vector<std::string> paths;  ///< `path`, and those of older clients.
  Who who = Who::both;
  bool needs_token = true;
  unsigned status = 200;  ///< Of a successful answer.
  /// What a user needs in the call that the path names; empty if nothing, or if it depends on more.
  std::string permission;
  std::string support;  ///< "real", "simplified" or "missing".
  std::string note;     ///< What is simplified or missing; may be empty.
};

/// All of them, those with fewer parameters in the path first. Parsed on first use.
const std::vector<Operation>& operations();

/// Null if there is none of that name.
const Operation* find_operation(std::string_view name);

/// The query parameters of an operation: {name: field}. A field is {"type" or "ref", "required"?,
/// "enum"?, "format"? ("user-id", "date-time"), "maxLength"?, "minimum"?, "items"?, "values"?,
/// "filter"?, "sort"?, …}.
const Json& query_of(std::string_view operation);
/// {name of a path parameter: greatest length}.
const Json& path_limits_of(std::string_view operation);
/// The name of the schema of its body; empty if it has none.
std::string body_of(std::string_view operation);

/// The fields of a request's schema: {name: field}, or {"enum": […]}; null if there is none.
const Json& request_fields(std::string_view schema);

/// The fields that a query may be filtered by: {"type": "string $eq $in …"}. `custom` stands for
/// all fields below it, and `*` for all that are not named. Precondition: the schema has
/// `filter_conditions`.
const Json& filter_fields(std::string_view schema);

}  // namespace streamctl::emulator
