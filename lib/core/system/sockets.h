// Pipes and sockets. A program that we start does not inherit them, and writing to one that is
// closed is an error, without SIGPIPE for a socket. Each function returns invalid descriptors, and
// sets errno, if it fails.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <sys/socket.h>
#include <sys/types.h>
#include <utility>

#include "core/file.h"

namespace streamctl {

struct Pipe {
  FileDescriptor read;
  FileDescriptor write;
};

/// Both ends wait: see O_NONBLOCK.
Pipe open_pipe();

/// A connected pair of stream sockets; both wait.
std::pair<FileDescriptor, FileDescriptor> open_socket_pair();

/// A socket that never waits.
FileDescriptor open_socket(int family, int type = SOCK_STREAM, int protocol = 0);

/// The next connection of a listening socket, as a socket that never waits; `peer`, if not null,
/// becomes the other end's address.
FileDescriptor accept_socket(int listening, sockaddr_storage* peer = nullptr);

/// Whether a TCP socket of any program listens at `port`, at any address; nothing if the system
/// does not tell, as macOS.
std::optional<bool> has_listener(std::uint16_t port);

/// Sends as much as there is room for, without waiting, also on a socket that would wait. Returns
/// as send(2) does.
ssize_t send_now(int socket, std::string_view bytes);

}  // namespace streamctl
