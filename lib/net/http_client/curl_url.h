// URLs as libcurl reads them: what we check is what it will do.
#pragma once

#include <string>
#include <string_view>

namespace streamctl::net {

/// The host of `url` without brackets, lower case; empty where it has none.
std::string host_of(const std::string& url);

/// Whether `host`, as from host_of(), is loopback by name or address: localhost, *.localhost (RFC
/// 6761 section 6.3), with or without the root's dot; 127.0.0.0/8, also mapped into IPv6; ::1.
bool is_loopback(std::string_view host);

/// Whether a connection to `host` ends on this machine: loopback, and 0.0.0.0 and ::, which connect
/// to it. To listen on these two is not to listen on loopback.
bool leads_to_this_machine(std::string_view host);

/// Whether `host` is an IPv4 address that no router passes on (169.254.0.0/16, RFC 3927), such as
/// that of a cloud's metadata service: no proxy can reach it for us.
bool is_link_local(std::string_view host);

}  // namespace streamctl::net
