// The proxies of the environment, for connections that libcurl does not make.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/environment.h"

namespace streamctl::net {

struct Proxy {
  std::string scheme = "http";
  std::string host;  ///< Without brackets.
  std::uint16_t port = 0;
  std::string credentials;  ///< "name:password", as in its URL; never shown. Empty: none.
  bool operator==(const Proxy&) const = default;

  /// "proxy.example:3128".
  [[nodiscard]] std::string shown() const;
};

/// Returns the proxy for a connection to `url`, as libcurl would choose it: the first one set of
/// https_proxy and HTTPS_PROXY for https and wss, http_proxy for http and ws, then all_proxy and
/// ALL_PROXY. None for this machine, nor for hosts in no_proxy or NO_PROXY (see no_proxy.h).
std::optional<Proxy> proxy_for(const std::string& url, const Environment& environment);

/// "the proxy proxy.example:3128 answered 407 to CONNECT: it wants a user name and a password".
std::string refusal_text(const Proxy& proxy, unsigned status);

/// Returns a hint for a failure at a proxy.
inline constexpr const char* proxy_hint =
    "https_proxy, http_proxy or all_proxy names the proxy, credentials included: "
    "http://NAME:PASSWORD@HOST:PORT; NO_PROXY=HOST goes without it";

}  // namespace streamctl::net
