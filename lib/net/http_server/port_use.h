// Whether a TCP port of this machine is in use.
#pragma once

#include <cstdint>

namespace streamctl::net {

/// Whether a program listens on `port` at any address of this machine. Disturbs nobody: it does not
/// connect, and does not listen. Where the system does not tell (macOS), true also for a port that
/// only root may open, and for one that an outgoing connection has.
bool is_port_used(std::uint16_t port);

}  // namespace streamctl::net
