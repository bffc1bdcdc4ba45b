// Which header fields of a delivery go on to the target of `--forward-to`.
#pragma once

#include <string>
#include <string_view>

#include "net/headers.h"

namespace streamctl::listener {

/// What describes the event and its delivery: X-Webhook-*, X-Signature, X-Api-Key, Content-Type,
/// Content-Encoding. Not what describes the connection it came by.
net::Headers passed_on(const net::Headers& received);

/// The value of the Via field (RFC 9110 section 7.6.3) of what is passed on by a listener of that
/// `name`: those it came by, then this one.
std::string via(const net::Headers& received, const std::string& name);

/// Whether a listener of that `name` has passed it on before: it came back.
bool came_by(const net::Headers& received, std::string_view name);

}  // namespace streamctl::listener
