#include "net/http_server/port_use.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include "core/system/sockets.h"

namespace streamctl::net {
namespace {

/// With SO_REUSEADDR, Linux binds a port beside anything but a listening socket.
template <class Address>
bool binds(int family, const Address& address) {
  const FileDescriptor socket = open_socket(family);
  const int on = 1;
  return socket.valid() &&
         ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
         (family != AF_INET6 ||
          ::setsockopt(socket.get(), IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on) == 0) &&
         ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
}

}  // namespace

bool is_port_used(std::uint16_t port) {
  sockaddr_in v4{};
  v4.sin_family = AF_INET;
  v4.sin_port = htons(port);
  if (!binds(AF_INET, v4)) return true;
  sockaddr_in6 v6{};
  v6.sin6_family = AF_INET6;
  v6.sin6_port = 0;
  const bool has_v6 = binds(AF_INET6, v6);
  v6.sin6_port = htons(port);
  return has_v6 && !binds(AF_INET6, v6);
}

}  // namespace streamctl::net
