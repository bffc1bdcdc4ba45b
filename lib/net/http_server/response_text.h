// An answer as the bytes of HTTP/1.1.
#pragma once

#include <string>
#include <string_view>

#include "net/http_server/server.h"

namespace streamctl::net {

/// What the request decides about the form of its answer.
struct AnswerForm {
  bool head_only = false;   ///< The request was HEAD: no body, but its length.
  bool keep_alive = true;   ///< Whether the connection goes on.
  bool http_1_0 = false;    ///< Then going on has to be said.
  std::string_view date{};  ///< An http_date(), or empty for none.
};

/// Appends head and body to `out`. A status outside 200..599 becomes 500. Fields that are the
/// server's are dropped from the response, and so is a field whose name is no token; control
/// characters in a value become spaces, so that nothing a handler passes on can begin another field
/// or another answer.
void append_response(std::string& out, const Response& response, const AnswerForm& form);

}  // namespace streamctl::net
