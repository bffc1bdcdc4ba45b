// Text forms of hosts and ports: only here does an IPv6 address have brackets.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace streamctl::net {

/// "127.0.0.1", "[::1]": returns `host`, adding brackets to a bare IPv6 address.
std::string bracketed(const std::string& host);

/// Returns "::1" for "[::1]"; any other text unchanged.
std::string_view without_brackets(std::string_view host);

/// "127.0.0.1:8080", "[::1]:8080".
std::string host_and_port(const std::string& host, std::uint16_t port);

}  // namespace streamctl::net
