#include "net/http_server/port_use.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include "core/system/sockets.h"

namespace streamctl::net {
namespace {

/// With SO_REUSEADDR, bind(2) fails beside a listening socket. On Linux it also fails beside an
/// outgoing connection whose socket lacks that option.
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

sockaddr_in at(in_addr_t host, std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(host);
  address.sin_port = htons(port);
  return address;
}

sockaddr_in6 at(const in6_addr& host, std::uint16_t port) {
  sockaddr_in6 address{};
  address.sin6_family = AF_INET6;
  address.sin6_addr = host;
  address.sin6_port = htons(port);
  return address;
}

/// False on a machine that does not have the address.
template <class Host>
bool is_taken(int family, const Host& host, std::uint16_t port) {
  return binds(family, at(host, 0)) && !binds(family, at(host, port));
}

/// macOS allows to bind 0.0.0.0 beside a listener at 127.0.0.1, which is therefore tried too.
bool is_port_taken(std::uint16_t port) {
  return !binds(AF_INET, at(INADDR_ANY, port)) || is_taken(AF_INET, INADDR_LOOPBACK, port) ||
         is_taken(AF_INET6, in6addr_any, port) || is_taken(AF_INET6, in6addr_loopback, port);
}

}  // namespace

bool is_port_used(std::uint16_t port) {
  if (const auto told = has_listener(port)) return *told;
  return is_port_taken(port);
}

}  // namespace streamctl::net
