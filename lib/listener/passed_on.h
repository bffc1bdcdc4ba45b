// The header fields of a delivery that are forwarded to the target of `--forward-to`.
#pragma once

#include <string>
#include <string_view>

#include "net/headers.h"

namespace streamctl::listener {

/// The fields about the event and its delivery: X-Webhook-*, X-Signature, X-Api-Key, Content-Type,
/// Content-Encoding; none about the connection.
net::Headers passed_on(const net::Headers& received);

/// The Via field (RFC 9110 section 7.6.3) of a delivery forwarded by the listener `name`: the hops
/// it was received with, then this one.
std::string via(const net::Headers& received, const std::string& name);

/// Whether the listener `name` has forwarded it before, so that it has come back.
bool came_by(const net::Headers& received, std::string_view name);

}  // namespace streamctl::listener
