// URLs as libcurl parses them, so that our checks match its behavior.
#pragma once

#include <string>
#include <string_view>

namespace streamctl::net {

/// Returns the host of `url` in lower case, without brackets; empty if it has none.
std::string host_of(const std::string& url);

/// The Host field of a request to `url`: "example.com:8443", without the port of its scheme.
std::string host_field_of(const std::string& url);

/// Whether `host`, as returned by host_of(), is loopback by name or address: localhost, *.localhost
/// (RFC 6761 section 6.3), with or without a trailing dot; 127.0.0.0/8, also IPv4-mapped; ::1.
bool is_loopback(std::string_view host);

/// Whether a connection to `host` reaches this machine: loopback, and 0.0.0.0 and ::, which connect
/// to it. Listening on the latter two is not limited to loopback.
bool leads_to_this_machine(std::string_view host);

/// Whether `host` is an IPv4 link-local address (169.254.0.0/16, RFC 3927), which routers do not
/// forward, such as a cloud's metadata service: a proxy cannot reach it for us.
bool is_link_local(std::string_view host);

}  // namespace streamctl::net
