// A custom event sent to all watchers of a call.
#pragma once

#include <string>

#include "core/call_id.h"
#include "core/json.h"
#include "core/result.h"
#include "stream/request.h"

namespace streamctl::stream {

/// Stream's docs limit a custom event's payload to 5 KB. Measured here as the serialized size of
/// `custom`.
constexpr std::size_t custom_bytes_max = 5 * 1024;

/// Builds SendCallEvent. `user_id` names the sender on the server API; on the client API the token
/// does. Kind usage: `custom` is not an object, or too large.
Result<Operation> send_call_event(const CallId& call, const Json& custom,
                                  const std::string& user_id, Surface surface);

}  // namespace streamctl::stream
