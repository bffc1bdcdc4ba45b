// Tunnels by ssh -R: to a server of the user's own, or to a service that prints an address.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/result.h"
#include "tunnel/address_reader.h"

namespace streamctl::tunnel {

/// "[user@]host[:port]", or the same behind "//" as in a URL.
struct SshDestination {
  std::string user;
  std::string host;  ///< Without brackets; a name in the user's ssh_config may be one.
  std::string port;
};

/// Kind usage.
Result<SshDestination> parse_ssh_destination(const std::string& text);

/// The service at `host`, or own_ssh.
Service ssh_service_at(const std::string& host);

/// The arguments of ssh, without its name. `local` is "127.0.0.1:8080". `remote_port` is the port
/// that the server opens; `is_public`: for everybody, if the server allows it, else for its own
/// reverse proxy. Keep-alives end it 45 seconds after the line died, a refused forward ends it at
/// once, and it asks nothing.
std::vector<std::string> ssh_arguments(const SshDestination& destination, Service service,
                                       const std::string& local, std::uint16_t remote_port,
                                       bool is_public);

}  // namespace streamctl::tunnel
