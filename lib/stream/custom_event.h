// A custom event for everyone who watches a call.
#pragma once

#include <string>

#include "core/call_id.h"
#include "core/json.h"
#include "core/result.h"
#include "stream/request.h"

namespace streamctl::stream {

/// Stream's docs: a custom event's payload is at most 5 KB. Counted here as the bytes of `custom`
/// as it is sent.
constexpr std::size_t custom_bytes_max = 5 * 1024;

/// SendCallEvent. On the server's surface `user_id` is who sends it; on the client's the token says
/// that. Kind usage: `custom` is no object, or too large.
Result<Operation> send_call_event(const CallId& call, const Json& custom,
                                  const std::string& user_id, Surface surface);

}  // namespace streamctl::stream
