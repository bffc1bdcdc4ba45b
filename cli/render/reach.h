// Who can reach a server of ours.
#pragma once

#include <string>

#include "terminal.h"

namespace streamctl::cli {

/// Of a server that is bound to the address `host` and calls itself `url`, lines that say where
/// others on the network reach it, and that they can. Empty on loopback, where nobody else can.
std::string reach_lines(const std::string& host, const std::string& url, const Terminal& terminal);

}  // namespace streamctl::cli
