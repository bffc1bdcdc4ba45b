// Limits what web pages can do with the emulator: any page may use the API as a user; pages of
// other sites may neither act as a server nor drive the emulator.
#pragma once

#include <optional>
#include <string>

#include "net/http_server/server.h"

namespace streamctl::emulator {

/// Lets pages of any origin read an answer of the API, including its rate-limit header fields.
void allow_any_origin(net::Headers& headers);

/// The answer to a preflight (OPTIONS): all methods, and the requested header fields.
net::Response preflight(const net::Request& request);

/// Why a request may come from another site's page, or nothing: "it comes from a page of
/// https://evil.example". Browsers mark such requests with an Origin or a Sec-Fetch-Site. A page
/// that points its own name at this machine (DNS rebinding) sends a Host that can exist in the
/// public DNS. These cannot: an address, a name without a dot (localhost, a container's), names
/// below .localhost or .internal, and `host`, the value of --host.
std::optional<std::string> why_cross_origin(const net::Request& request, const std::string& host);

}  // namespace streamctl::emulator
