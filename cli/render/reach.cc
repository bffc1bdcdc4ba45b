#include "render/reach.h"

#include "core/text.h"
#include "net/host_port.h"
#include "net/http_client/curl_url.h"
#include "net/http_server/own_addresses.h"

namespace streamctl::cli {
namespace {

/// `url`, as from Server::url(), with its host replaced by `host`.
std::string at_host(const std::string& url, const std::string& host) {
  const auto begin = url.find("://") + 3;
  const auto path = url.find('/', begin);
  const auto port = url.substr(0, path).rfind(':');
  return url.substr(0, begin) + net::bracketed(host) + url.substr(port);
}

}  // namespace

std::string reach_lines(const std::string& host, const std::string& url, const Terminal& terminal) {
  const std::string name(net::without_brackets(host));
  if (net::is_loopback(name)) return "";
  std::string text;
  if (net::is_every_address(host)) {
    const std::string bound = at_host(url, name).substr(url.find("://") + 3);
    text = "Bound to " + printable(bound.substr(0, bound.find('/'))) +
           ", every address of this machine; from elsewhere:";
    const auto addresses = net::own_addresses(host);
    for (const std::string& address : addresses)
      text += "\n  " + at_host(url, address);
    text += addresses.empty() ? " no network is up\n" : "\n";
  }
  return text + terminal.paint(Style::yellow, "Other machines on the network can reach this port") +
         "\n";
}

}  // namespace streamctl::cli
