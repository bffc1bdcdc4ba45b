#include "net/http_server/own_addresses.h"

#include <algorithm>
#include <arpa/inet.h>
#include <ifaddrs.h>
#include <memory>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "net/host_port.h"
#include "net/http_client/curl_url.h"
#include "net/http_client/url_parts.h"

namespace streamctl::net {
namespace {

using Interfaces = std::unique_ptr<ifaddrs, decltype(&freeifaddrs)>;

/// Empty if the address is not useful.
std::string text_of(const sockaddr* address, bool with_v6) {
  char text[INET6_ADDRSTRLEN] = "";
  if (address->sa_family == AF_INET) {
    const auto* v4 = reinterpret_cast<const sockaddr_in*>(address);
    ::inet_ntop(AF_INET, &v4->sin_addr, text, sizeof text);
  } else if (address->sa_family == AF_INET6 && with_v6) {
    const auto* v6 = reinterpret_cast<const sockaddr_in6*>(address);
    if (IN6_IS_ADDR_LINKLOCAL(&v6->sin6_addr)) return "";
    ::inet_ntop(AF_INET6, &v6->sin6_addr, text, sizeof text);
  }
  return is_loopback(text) ? "" : text;
}

std::string port_of(const std::string& url) {
  return UrlParts(url).part(CURLUPART_PORT, CURLU_DEFAULT_PORT);
}

bool is_v6(const std::string& host) {
  return host.find(':') != std::string::npos;
}

}  // namespace

bool is_every_address(const std::string& host) {
  const std::string name(without_brackets(host));
  in_addr v4{};
  if (::inet_aton(name.c_str(), &v4) == 1) return v4.s_addr == INADDR_ANY;  // "0" too.
  in6_addr v6{};
  return ::inet_pton(AF_INET6, name.c_str(), &v6) == 1 && IN6_IS_ADDR_UNSPECIFIED(&v6);
}

std::vector<std::string> own_addresses(const std::string& host) {
  ifaddrs* found = nullptr;
  if (::getifaddrs(&found) != 0) return {};
  const Interfaces interfaces{found, &freeifaddrs};
  const bool with_v6 = host.find(':') != std::string::npos;
  std::vector<std::string> addresses;
  for (const ifaddrs* one = found; one != nullptr; one = one->ifa_next) {
    if (one->ifa_addr == nullptr || (one->ifa_flags & IFF_UP) == 0) continue;
    std::string text = text_of(one->ifa_addr, with_v6);
    if (!text.empty()) addresses.push_back(std::move(text));
  }
  std::sort(addresses.begin(), addresses.end(),
            [](const std::string& one, const std::string& other) {
              return is_v6(one) != is_v6(other) ? is_v6(other) : one < other;
            });
  addresses.erase(std::unique(addresses.begin(), addresses.end()), addresses.end());
  if (addresses.size() > own_addresses_max) addresses.resize(own_addresses_max);
  return addresses;
}

bool is_own_url(const std::string& url, const std::string& host, const std::string& server_url) {
  if (port_of(url) != port_of(server_url)) return false;
  const std::string named = host_of(url);
  const std::string own = host_of(server_url);
  if (named == own) return true;
  if (leads_to_this_machine(named)) {
    // "localhost" may be either; an address of one family does not reach a server of the other.
    const bool is_name = named.find_first_not_of("0123456789abcdef.:") != std::string::npos;
    return is_loopback(own) &&
           (is_name || is_v6(named) == is_v6(own) || (is_every_address(host) && !is_v6(named)));
  }
  if (!is_every_address(host)) return false;
  const auto addresses = own_addresses(host);
  return std::find(addresses.begin(), addresses.end(), named) != addresses.end();
}

}  // namespace streamctl::net
