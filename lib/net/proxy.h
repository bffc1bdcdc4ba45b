// The proxies of the environment, for connections that libcurl does not make.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace streamctl::net {

/// The value of an environment variable, or nothing.
using Variables = std::function<std::optional<std::string>(const std::string&)>;

struct Proxy {
  std::string scheme = "http";
  std::string host;  ///< Without brackets.
  std::uint16_t port = 0;
  std::string credentials;  ///< "name:password", as in its URL; never shown. Empty: none.
  bool operator==(const Proxy&) const = default;

  /// "proxy.example:3128".
  [[nodiscard]] std::string shown() const;
};

/// The proxy of a connection to `host`, as libcurl would choose it: of https_proxy and HTTPS_PROXY
/// with TLS, http_proxy without, then all_proxy and ALL_PROXY the first that is set. None for this
/// machine, nor for what no_proxy or NO_PROXY lists: "*", names with all below them, addresses.
std::optional<Proxy> proxy_for(const std::string& host, bool tls, const Variables& variables);

}  // namespace streamctl::net
