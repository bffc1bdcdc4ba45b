#include "core/system/sockets.h"

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace streamctl {
namespace {

#if defined(SO_NOSIGPIPE)
constexpr int no_signal = 0;  // By an option of the socket.
#else
constexpr int no_signal = MSG_NOSIGNAL;  // Where the tests run this source, on Linux.
#endif

/// A program that another thread starts before this call inherits the descriptor: there is no call
/// that opens it closed on exec.
void close_on_exec(int descriptor) {
  ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
}

void make_socket_ours(int socket) {
  close_on_exec(socket);
#if defined(SO_NOSIGPIPE)
  const int on = 1;
  ::setsockopt(socket, SOL_SOCKET, SO_NOSIGPIPE, &on, sizeof on);
#endif
}

/// An accepted socket may have been reset already, which its first use reports.
FileDescriptor never_waiting(int socket) {
  if (socket < 0) return {};
  make_socket_ours(socket);
  ::fcntl(socket, F_SETFL, O_NONBLOCK);
  return FileDescriptor(socket);
}

}  // namespace

Pipe open_pipe() {
  int ends[2] = {-1, -1};
  if (::pipe(ends) != 0) return {};
  for (const int end : ends)
    close_on_exec(end);
  return {FileDescriptor(ends[0]), FileDescriptor(ends[1])};
}

std::pair<FileDescriptor, FileDescriptor> open_socket_pair() {
  int ends[2] = {-1, -1};
  if (::socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) return {};
  for (const int end : ends)
    make_socket_ours(end);
  return {FileDescriptor(ends[0]), FileDescriptor(ends[1])};
}

FileDescriptor open_socket(int family, int type, int protocol) {
  return never_waiting(::socket(family, type, protocol));
}

FileDescriptor accept_socket(int listening, sockaddr_storage* peer) {
  socklen_t size = sizeof *peer;
  return never_waiting(
      ::accept(listening, reinterpret_cast<sockaddr*>(peer), peer == nullptr ? nullptr : &size));
}

std::optional<bool> has_listener(std::uint16_t) {
  return std::nullopt;
}

ssize_t send_now(int socket, std::string_view bytes) {
  return ::send(socket, bytes.data(), bytes.size(), MSG_DONTWAIT | no_signal);
}

}  // namespace streamctl
