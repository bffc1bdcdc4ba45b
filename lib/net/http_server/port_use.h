// Whether a TCP port of this machine is in use.
#pragma once

#include <cstdint>

namespace streamctl::net {

/// Whether a program listens on `port` at any address of this machine. Disturbs nobody: it does not
/// connect, and does not listen. True if the system does not tell, as for a port that only root may
/// open.
bool is_port_used(std::uint16_t port);

}  // namespace streamctl::net
