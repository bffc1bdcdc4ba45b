#include "core/system/sockets.h"

#include <array>
#include <fcntl.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <unistd.h>

namespace streamctl {
namespace {

/// sock_diag(7). The kernel picks out the port itself, so that the answer is of one moment.
struct ListenerQuery {
  nlmsghdr header{};
  inet_diag_req_v2 request{};
};

std::optional<bool> has_listener(unsigned char family, std::uint16_t port) {
  const FileDescriptor netlink(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG));
  ListenerQuery query;
  query.header.nlmsg_len = sizeof query;
  query.header.nlmsg_type = SOCK_DIAG_BY_FAMILY;
  query.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
  query.request.sdiag_family = family;
  query.request.sdiag_protocol = IPPROTO_TCP;
  query.request.idiag_states = 1U << TCP_LISTEN;
  query.request.id.idiag_sport = htons(port);
  if (::send(netlink.get(), &query, sizeof query, 0) != sizeof query) return std::nullopt;

  alignas(nlmsghdr) std::array<char, 8192> answer{};
  const ssize_t size = ::recv(netlink.get(), answer.data(), answer.size(), 0);
  if (size < static_cast<ssize_t>(sizeof(nlmsghdr))) return std::nullopt;
  const auto& first = *reinterpret_cast<const nlmsghdr*>(answer.data());
  if (first.nlmsg_type == SOCK_DIAG_BY_FAMILY) return true;
  if (first.nlmsg_type == NLMSG_DONE) return false;
  return std::nullopt;  // NLMSG_ERROR.
}

}  // namespace

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

std::optional<bool> has_listener(std::uint16_t port) {
  const auto ipv4 = has_listener(AF_INET, port);
  return ipv4 == false ? has_listener(AF_INET6, port) : ipv4;
}

ssize_t send_now(int socket, std::string_view bytes) {
  return ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
}

}  // namespace streamctl
