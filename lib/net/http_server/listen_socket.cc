#include "net/http_server/listen_socket.h"

#include <algorithm>
#include <arpa/inet.h>
#include <cerrno>
#include <cstring>
#include <memory>
#include <netdb.h>
#include <netinet/in.h>
#include <system_error>
#include <utility>

#include "core/interruptible.h"
#include "core/system/sockets.h"
#include "core/text.h"
#include "net/host_port.h"

namespace streamctl::net {
namespace {

/// More than the kernel's default limit (net.core.somaxconn), which caps it.
constexpr int backlog = 8192;

using Addresses = std::unique_ptr<addrinfo, decltype(&freeaddrinfo)>;

Error cannot_listen(const std::string& where, std::string_view why, std::string hint) {
  return network_error("cannot listen on " + where + ": " + std::string{why}, std::move(hint));
}

std::string hint_for(int error_number) {
  switch (error_number) {
    case EADDRINUSE:
      return "pass --port 0 to use any free port";
    case EACCES:
      return "ports below 1024 need privileges: pass a higher --port";
    case EINVAL:  // fe80::1 without its interface, fe80::1%eth0.
      return "a link-local address needs its interface, as in fe80::1%eth0";
    case EADDRNOTAVAIL:
      return "pass an address of this machine to --host, such as 127.0.0.1";
    default:
      return "";
  }
}

/// Makes one attempt; returns the errno of the failed call, or 0.
int try_address(const addrinfo& address, ListenSocket& made) {
  FileDescriptor socket = open_socket(address.ai_family);
  if (!socket.valid()) return errno;
  const int on = 1;
  const int off = 0;
  // A port whose last connections are still in TIME_WAIT can be had again at once.
  ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (address.ai_family == AF_INET6) {
    // "::" serves IPv4 too, regardless of the system default.
    ::setsockopt(socket.get(), IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
  }
  if (::bind(socket.get(), address.ai_addr, address.ai_addrlen) != 0) return errno;
  if (::listen(socket.get(), backlog) != 0) return errno;

  sockaddr_storage bound{};
  socklen_t size = sizeof bound;
  if (::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&bound), &size) != 0) return errno;
  made.port =
      ntohs(bound.ss_family == AF_INET6 ? reinterpret_cast<const sockaddr_in6&>(bound).sin6_port
                                        : reinterpret_cast<const sockaddr_in&>(bound).sin_port);
  const std::string text = address_text(bound);
  made.address = text.substr(0, text.rfind(':'));
  made.descriptor = std::move(socket);
  return 0;
}

/// "http://127.0.0.1", "127.0.0.1:80", "[::1]:80".
bool is_url_or_has_port(const std::string& host) {
  if (host.find('/') != std::string::npos || host.find("]:") != std::string::npos) return true;
  return std::count(host.begin(), host.end(), ':') == 1;
}

/// Interruptible getaddrinfo(), which may query servers that never answer.
int look_up(const std::string& name, std::uint16_t port, const addrinfo& wanted, addrinfo*& found) {
  const Interruptible wait;
  return ::getaddrinfo(name.c_str(), std::to_string(port).c_str(), &wanted, &found);
}

}  // namespace

Result<ListenSocket> open_listen_socket(const std::string& host, std::uint16_t port) {
  const std::string where = printable(host_and_port(host, port));
  const std::string name(without_brackets(host));
  if (name == "*") {
    return usage_error("cannot listen on " + where + ": '*' is not an address",
                       "every address of this machine is 0.0.0.0, or :: with IPv6");
  }
  if (is_url_or_has_port(name)) {
    return usage_error("cannot listen on '" + printable(host) + "': it is not a host alone",
                       "pass the address or name to --host, and the port to --port");
  }
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  wanted.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const int lookup = look_up(name, port, wanted, found);
  if (name.empty() || lookup != 0) {
    return cannot_listen(where, "no such host", hint_for(EADDRNOTAVAIL));
  }
  const Addresses addresses{found, &freeaddrinfo};

  int failure = EADDRNOTAVAIL;
  for (const addrinfo* address = found; address != nullptr; address = address->ai_next) {
    ListenSocket made;
    failure = try_address(*address, made);
    if (failure == 0) return made;
    if (failure == EADDRINUSE) break;  // Falling back to the other address would be surprising.
  }
  std::string why = std::error_code{failure, std::generic_category()}.message();
  why = lower_ascii(why.substr(0, 1)) + why.substr(1);
  return cannot_listen(where, why, hint_for(failure));
}

std::string address_text(const sockaddr_storage& address) {
  char text[INET6_ADDRSTRLEN] = "";
  if (address.ss_family == AF_INET6) {
    const auto& v6 = reinterpret_cast<const sockaddr_in6&>(address);
    const bool mapped = IN6_IS_ADDR_V4MAPPED(&v6.sin6_addr);
    if (mapped) {
      ::inet_ntop(AF_INET, &v6.sin6_addr.s6_addr[12], text, sizeof text);
    } else {
      ::inet_ntop(AF_INET6, &v6.sin6_addr, text, sizeof text);
    }
    return host_and_port(text, ntohs(v6.sin6_port));
  }
  const auto& v4 = reinterpret_cast<const sockaddr_in&>(address);
  ::inet_ntop(AF_INET, &v4.sin_addr, text, sizeof text);
  return host_and_port(text, ntohs(v4.sin_port));
}

}  // namespace streamctl::net
