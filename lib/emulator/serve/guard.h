// What web pages may do with the emulator: use its API as a user from anywhere; act as a server or
// drive it from nowhere.
#pragma once

#include <optional>
#include <string>

#include "net/http_server/server.h"

namespace streamctl::emulator {

/// Lets pages of any origin read an answer of the API, its rate-limit header fields included.
void allow_any_origin(net::Headers& headers);

/// The answer to a preflight (OPTIONS): the methods, and the header fields asked for.
net::Response preflight(const net::Request& request);

/// Why a request may come from a web page of somebody else, or nothing. A page of another site
/// carries an Origin or a Sec-Fetch-Site that says so. A page that points its own name at this
/// machine (DNS rebinding) carries a Host of the public DNS: no address, no name without a dot
/// (localhost, a container's), not below .localhost or .internal, and not `host`, which --host
/// names. "it comes from a page of https://evil.example".
std::optional<std::string> why_foreign(const net::Request& request, const std::string& host);

}  // namespace streamctl::emulator
