// The operations of Stream's API, from operations.json: what a path is for, its nearest known
// spelling, and completions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace streamctl::stream {

struct ApiOperation {
  enum class Caller { both, server, client };
  /// Where a request takes the cursor `next` of the page before.
  enum class Paging { none, body, query };

  std::string method;  ///< "POST".
  std::string path;    ///< Without the surface: "/video/call/{type}/{id}".
  std::string name;    ///< Stream's: "GetOrCreateCall".
  std::string summary;
  Caller caller = Caller::both;  ///< Who may send it.
  Paging paging = Paging::none;
};

/// All of them, by path.
const std::vector<ApiOperation>& api_operations();

/// The operation of a request; `path` is without the surface and query. Null if there is none.
const ApiOperation* find_operation(std::string_view method, std::string_view path);

/// The operation most like an unknown one: near in spelling, or with another method. Null if none
/// is near enough.
const ApiOperation* nearest_operation(std::string_view method, std::string_view path);

/// The paths that begin with `typed`, the surface /api/v2 included if typed. Values typed in place
/// of parameters are kept: "/video/call/default/standup/e" becomes
/// "/video/call/default/standup/event".
std::vector<std::string> path_completions(std::string_view typed);

}  // namespace streamctl::stream
