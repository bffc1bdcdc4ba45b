// Describes who can reach one of our servers.
#pragma once

#include <string>

#include "terminal.h"

namespace streamctl::cli {

/// Lines with the addresses at which others on the network reach a server that is bound to the
/// address `host` and has the URL `url`, and a notice that they can. Empty on loopback, which
/// nobody else can reach.
std::string reach_lines(const std::string& host, const std::string& url, const Terminal& terminal);

}  // namespace streamctl::cli
