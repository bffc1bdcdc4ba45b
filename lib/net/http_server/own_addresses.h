// The addresses by which others reach this machine.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace streamctl::net {

/// More interfaces than this are of no use to a reader.
constexpr std::size_t own_addresses_max = 16;

/// Whether a server that listens on `host` listens on every address: 0.0.0.0 and ::, however they
/// are written.
bool is_every_address(const std::string& host);

/// The addresses of this machine's interfaces that are up, on which a server at `host` (one of
/// is_every_address()) can be reached: of IPv4 for 0.0.0.0, and of IPv6 too for ::. Not those of
/// loopback, nor IPv6 addresses of one link, which need its name. Sorted, IPv4 first; at most
/// `own_addresses_max`. Empty where the system does not tell.
std::vector<std::string> own_addresses(const std::string& host);

/// Whether `url` leads to the server that listens on `host` and calls itself `server_url`.
bool is_own_url(const std::string& url, const std::string& host, const std::string& server_url);

}  // namespace streamctl::net
