// The request that `streamctl api` sends, from its arguments.
#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "commands/api/options.h"
#include "context.h"
#include "core/json.h"
#include "core/result.h"
#include "stream/operations.h"
#include "stream/request.h"

namespace streamctl::cli {

struct ApiRequest {
  stream::Operation operation;
  stream::Surface surface = stream::Surface::server;  ///< That of the URL.
  std::string table_path;                             ///< As the table of operations has paths.
  const stream::ApiOperation* known = nullptr;        ///< Null if the table does not have it.
};

/// Kind usage or config; the message names the argument.
Result<ApiRequest> read_api_request(const ApiOptions& options, Context& context);

/// What is doubtful about a request, for a warning; empty if nothing is.
std::string doubt_about(const ApiRequest& request, bool as_user);

/// What to try in place of a path that the table does not have.
std::string path_hint(const ApiRequest& request);

/// Whether a next page can be asked for.
bool can_page(const ApiRequest& request);
/// Makes it the request for the page at `cursor`. Kind usage: the body is no object.
Result<void> turn_page(ApiRequest& request, const std::string& cursor);

}  // namespace streamctl::cli
