// Serializes a response as HTTP/1.1.
#pragma once

#include <string>
#include <string_view>

#include "net/http_server/server.h"

namespace streamctl::net {

/// Properties of the request that determine the form of its response.
struct AnswerForm {
  bool head_only = false;   ///< The request was HEAD: send the length but no body.
  bool keep_alive = true;   ///< Whether the connection stays open.
  bool http_1_0 = false;    ///< Then keep-alive must be explicit.
  std::string_view date{};  ///< An http_date(), or empty for none.
};

/// Appends head and body to `out`. A status outside 200..599 becomes 500. Drops fields reserved for
/// the server and fields whose name is no token; replaces control characters in values with spaces,
/// so that a handler cannot inject another field or response.
void append_response(std::string& out, const Response& response, const AnswerForm& form);

}  // namespace streamctl::net
