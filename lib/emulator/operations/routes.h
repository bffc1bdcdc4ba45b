// Finds the operation for a method and a path, on both surfaces of the API.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "emulator/operations/operation_context.h"
#include "emulator/specification/specification.h"
#include "emulator/state/dates.h"

namespace streamctl::emulator {

enum class Access {
  anyone,  ///< No token needed.
  viewer,  ///< A token, or none with "stream-auth-type: anonymous".
  token,   ///< The token of a user or a server.
  server,  ///< The token of a server.
};

struct Segment {
  std::string text;  ///< As it stands in the path, or the name of a parameter.
  bool is_parameter = false;
};

/// The function of an operation; many get the call that the path names.
using Implementation =
    std::variant<Reply (*)(OperationContext&), Reply (*)(OperationContext&, Call&)>;

struct Route {
  const Operation& operation;
  std::vector<Segment> segments;
  Implementation run;  ///< Refuses the request if the emulator lacks the operation.
  bool is_implemented = false;
  Access access = Access::token;

  /// What the operation answers.
  Reply answer(OperationContext& context) const;
};

/// A route for each path of each operation of the specification.
const std::vector<Route>& routes();

struct Match {
  const Route* route = nullptr;  ///< Null if there is no such route.
  Parameters parameters;
  DateForm dates = DateForm::text;
};

/// Server SDKs use /api/v2/video/call/… and /api/v2/users, with dates as numbers; the JavaScript
/// client uses the same below /video, with dates as text. Clients older than the specification use
/// /users without a prefix.
Match match_route(std::string_view method, std::string_view path);

}  // namespace streamctl::emulator
