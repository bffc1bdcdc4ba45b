// Finds the operation for a method and a path, on both surfaces of the API.
#pragma once

#include <string_view>
#include <vector>

#include "emulator/operations/operation_context.h"
#include "emulator/state/dates.h"

namespace streamctl::emulator {

enum class Access {
  anyone,  ///< No token needed.
  viewer,  ///< A token, or none with "stream-auth-type: anonymous".
  token,   ///< The token of a user or a server.
  server,  ///< The token of a server.
};

struct Route {
  std::string_view method;
  std::string_view product;  ///< "video" if the path begins with /api/v2/video; else "".
  std::string_view pattern;  ///< "/call/{type}/{id}/event".
  std::string_view operation;
  Reply (*run)(OperationContext&);
  Access access = Access::token;
};

const std::vector<Route>& routes();

struct Match {
  const Route* route = nullptr;  ///< Null if there is no such route.
  Parameters parameters;
  DateForm dates = DateForm::text;
};

/// Server SDKs use /api/v2/video/call/… and /api/v2/users, with dates as numbers; the JavaScript
/// client uses the same below /video, with dates as text.
Match match_route(std::string_view method, std::string_view path);

}  // namespace streamctl::emulator
