// This machine's externally reachable addresses.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace streamctl::net {

/// Most addresses to list; more do not help a reader.
constexpr std::size_t own_addresses_max = 16;

/// Whether `host` means every address: 0.0.0.0 and ::, in any spelling.
bool is_every_address(const std::string& host);

/// Returns the addresses of this machine's active interfaces at which a server listening on `host`
/// (one of is_every_address()) is reachable: IPv4 for 0.0.0.0, and also IPv6 for ::. Excludes
/// loopback and link-local IPv6 addresses, which need an interface name. Sorted, IPv4 first; at
/// most `own_addresses_max`. Empty if the system does not provide them.
std::vector<std::string> own_addresses(const std::string& host);

/// Whether `url` reaches the server that listens on `host` and advertises `server_url`.
bool is_own_url(const std::string& url, const std::string& host, const std::string& server_url);

}  // namespace streamctl::net
