// Through a forward proxy to a host behind it (RFC 9110 section 9.3.6).
#pragma once

#include <functional>
#include <string>

#include <boost/asio/ip/tcp.hpp>

#include "net/http_client/proxy.h"

namespace streamctl::net {

/// Asks the proxy at the other end of `socket` for a way to `authority`, "host:port". `done` is
/// given what went wrong, in our words; empty: from here on the host is at the other end. Both must
/// live until then.
void open_tunnel(boost::asio::ip::tcp::socket& socket, const Proxy& proxy,
                 const std::string& authority, std::function<void(std::string)> done);

}  // namespace streamctl::net
