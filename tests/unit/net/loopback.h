// Sockets of the loopback interface, for the peers of tests.
#pragma once

#include <cstdint>
#include <netinet/in.h>
#include <sys/socket.h>

namespace streamctl::testing {

/// As the sockets interface wants it: its own base type.
sockaddr* generic(sockaddr_in& address);
sockaddr_in loopback(std::uint16_t port);
/// Listens on a free port, and says which.
std::uint16_t listen_on(int socket, int backlog);

}  // namespace streamctl::testing
