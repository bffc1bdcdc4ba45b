// JSON frames of Stream's WebSocket, in both directions.
#pragma once

#include <string>
#include <string_view>

#include "core/secret.h"
#include "stream/api_error.h"

namespace streamctl::stream {

/// The kind of a server frame.
struct Frame {
  enum class Kind {
    connection_ok,     ///< `connection_id`.
    connection_error,  ///< `error`; the server closes next.
    health_check,
    event,       ///< Anything else: `type` and `call_cid`, if present; untrusted.
    unreadable,  ///< Not a JSON object.
  };
  Kind kind = Kind::unreadable;
  std::string connection_id;
  ApiError error;
  std::string type;
  std::string call_cid;
  bool operator==(const Frame&) const = default;
};

/// Never fails: a frame without usable content is `unreadable`.
Frame read_frame(std::string_view text);

/// Builds the client's first frame, which authenticates the user. Connecting creates the user.
std::string authentication_frame(const std::string& user_id, const Secret& token);

/// Builds the keep-alive frame: an array of one object, as Stream's JavaScript client sends it.
std::string health_check_frame(const std::string& client_id);

}  // namespace streamctl::stream
