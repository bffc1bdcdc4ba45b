// Tunnels through a forward proxy to a host (RFC 9110 section 9.3.6).
#pragma once

#include <functional>
#include <string>

#include <boost/asio/ip/tcp.hpp>

#include "net/http_client/proxy.h"

namespace streamctl::net {

/// Asks the proxy connected to `socket` to tunnel to `authority`, "host:port". Passes `done` an
/// error in our words; empty: the tunnel is open. Both must live until then.
void open_tunnel(boost::asio::ip::tcp::socket& socket, const Proxy& proxy,
                 const std::string& authority, std::function<void(std::string)> done);

}  // namespace streamctl::net
