// Reads the public address from what a tunnel program prints.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/result.h"

namespace streamctl::tunnel {

/// The programs and services whose output is known. The sources of each format are in the
/// implementation.
enum class Service {
  cloudflared,
  ngrok,
  localhost_run,
  serveo,
  pinggy,
  own_ssh,  ///< A server of the user's own.
  tailscale,
  devtunnel,
  zrok,
  localtunnel,
  bore,
  matched,  ///< Any other: its address is found by --tunnel-match.
  silent,   ///< Prints no address; the user knows it.
};

/// What a line says.
struct Saying {
  std::string url;            ///< "https://host", without a path except for Service::matched.
  bool is_connected = false;  ///< The program says that it is connected, for those that do.
};

/// Reads the lines of one run of a program, in order.
using AddressReader = std::function<std::optional<Saying>(const std::string& line)>;

/// For every service except `matched`. `origin` is that of the server for own_ssh, "http://host",
/// and empty else.
AddressReader reader_of(Service service, const std::string& origin);

/// Finds the URL by an expression in the syntax of ECMAScript: its first group, or without one the
/// whole match. "https://" is added to a host, "http://" to a host with a port. Kind usage: no
/// regular expression, or one with back-references.
Result<AddressReader> reader_by_match(const std::string& expression);

/// Whether the program says when it is connected; until then its address leads nowhere.
bool says_when_connected(Service service);

}  // namespace streamctl::tunnel
