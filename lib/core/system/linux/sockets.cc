#include "core/system/sockets.h"

#include <fcntl.h>
#include <unistd.h>

namespace streamctl {

Pipe open_pipe() {
  int ends[2] = {-1, -1};
  if (::pipe2(ends, O_CLOEXEC) != 0) return {};
  return {FileDescriptor(ends[0]), FileDescriptor(ends[1])};
}

std::pair<FileDescriptor, FileDescriptor> open_socket_pair() {
  int ends[2] = {-1, -1};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return {};
  return {FileDescriptor(ends[0]), FileDescriptor(ends[1])};
}

FileDescriptor open_socket(int family, int type, int protocol) {
  return FileDescriptor(::socket(family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol));
}

FileDescriptor accept_socket(int listening, sockaddr_storage* peer) {
  socklen_t size = sizeof *peer;
  return FileDescriptor(::accept4(listening, reinterpret_cast<sockaddr*>(peer),
                                  peer == nullptr ? nullptr : &size, SOCK_NONBLOCK | SOCK_CLOEXEC));
}

ssize_t send_now(int socket, std::string_view bytes) {
  return ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
}

}  // namespace streamctl
