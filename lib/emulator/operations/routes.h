// The paths of the API: which operation a method and a path mean, on both of its surfaces.
#pragma once

#include <string_view>
#include <vector>

#include "emulator/operations/turn.h"
#include "emulator/state/dates.h"

namespace streamctl::emulator {

enum class Access {
  anyone,  ///< No token needed.
  viewer,  ///< A user's or a server's; none where the request says "stream-auth-type: anonymous".
  token,   ///< A user's or a server's.
  server,  ///< A server's alone.
};

struct Route {
  std::string_view method;
  std::string_view product;  ///< "video" stands between /api/v2 and the pattern; "" does not.
  std::string_view pattern;  ///< "/call/{type}/{id}/event".
  std::string_view operation;
  Reply (*run)(Turn&);
  Access access = Access::token;
};

const std::vector<Route>& routes();

struct Match {
  const Route* route = nullptr;  ///< Null: there is no such route.
  Parameters parameters;
  DateForm dates = DateForm::text;
};

/// /api/v2/video/call/… and /api/v2/users of the server SDKs, whose times are numbers; and the same
/// under /video of the JavaScript client, where they are text.
Match match_route(std::string_view method, std::string_view path);

}  // namespace streamctl::emulator
