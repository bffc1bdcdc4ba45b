// Loopback sockets for the peers of tests.
#pragma once

#include <cstdint>
#include <netinet/in.h>
#include <sys/socket.h>

namespace streamctl::testing {

/// Casts to the base type of the sockets API.
sockaddr* generic(sockaddr_in& address);
sockaddr_in loopback(std::uint16_t port);
/// Listens on a free port and returns it.
std::uint16_t listen_on(int socket, int backlog);

}  // namespace streamctl::testing
