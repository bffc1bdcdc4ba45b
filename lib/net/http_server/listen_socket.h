// Opens a server's port.
#pragma once

#include <cstdint>
#include <string>
#include <sys/socket.h>

#include "core/file.h"
#include "core/result.h"

namespace streamctl::net {

struct ListenSocket {
  FileDescriptor descriptor;  ///< Non-blocking, closed in child processes.
  std::uint16_t port = 0;     ///< The port actually bound.
  std::string address;        ///< The address bound to: "127.0.0.1", "[::1]".
};

/// Binds `host` (a name or an address) and listens with a backlog for thousands of clients. Kind
/// network: "cannot listen on 127.0.0.1:8080: address already in use"; kind usage for "*".
Result<ListenSocket> open_listen_socket(const std::string& host, std::uint16_t port);

/// "127.0.0.1:51234", "[::1]:51234"; an IPv4 client of an IPv6 socket is shown as IPv4.
std::string address_text(const sockaddr_storage& address);

}  // namespace streamctl::net
