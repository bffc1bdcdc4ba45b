// Hosts and ports in text: an IPv6 address is in brackets there, and nowhere else.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace streamctl::net {

/// "127.0.0.1", "[::1]": `host`, in brackets if it is an IPv6 address without them.
std::string bracketed(const std::string& host);

/// "::1" for "[::1]"; any other text as it is.
std::string_view without_brackets(std::string_view host);

/// "127.0.0.1:8080", "[::1]:8080".
std::string host_and_port(const std::string& host, std::uint16_t port);

}  // namespace streamctl::net
