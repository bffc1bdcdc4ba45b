// What NO_PROXY lists.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace streamctl::net {

/// Whether the NO_PROXY `list` names `host`, as from host_of(), at `port`. Its items, with commas
/// or blanks between them, are: "*"; a name, which stands for itself and all names below it, also
/// written ".name" or "*.name"; an address; a block of addresses, "10.0.0.0/8". A name or an
/// address may have a port behind it, and then stands for that port alone.
bool is_listed(std::string_view list, std::string_view host, std::uint16_t port);

}  // namespace streamctl::net
