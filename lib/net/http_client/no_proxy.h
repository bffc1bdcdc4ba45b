// Matching against NO_PROXY.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace streamctl::net {

/// Whether the NO_PROXY `list` matches `host`, as returned by host_of(), at `port`. Items are
/// separated by commas or blanks: "*"; a name, which matches itself and all its subdomains, also
/// written ".name" or "*.name"; an address; an address block, "10.0.0.0/8". A port after a name or
/// an address limits the match to that port.
bool is_listed(std::string_view list, std::string_view host, std::uint16_t port);

}  // namespace streamctl::net
