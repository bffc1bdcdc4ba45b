#include "net/websocket/web_socket_url.h"

#include "core/text.h"
#include "net/host_port.h"
#include "net/http_client/url_parts.h"

namespace streamctl::net {
namespace {

constexpr std::uint16_t plain_port = 80;
constexpr std::uint16_t tls_port = 443;

}  // namespace

std::string WebSocketUrl::authority() const {
  if (port == (tls ? tls_port : plain_port)) return bracketed(host);
  return host_and_port();
}

std::string WebSocketUrl::host_and_port() const {
  return net::host_and_port(host, port);
}

Result<WebSocketUrl> parse_web_socket_url(const std::string& url) {
  const auto bad = [&](const std::string& why) {
    return usage_error("bad WebSocket URL '" + printable(url.substr(0, url.find('?'))) + "'" + why,
                       "write it as ws://HOST:PORT/PATH or wss://HOST/PATH");
  };
  const UrlParts parsed(url);
  if (parsed.code() != CURLUE_OK) return bad("");
  WebSocketUrl read;
  const std::string scheme = parsed.part(CURLUPART_SCHEME);
  if (scheme != "ws" && scheme != "wss") return bad(": not ws or wss");
  read.tls = scheme == "wss";
  read.host = parsed.host();
  if (read.host.empty()) return bad(": no host");
  if (!parsed.part(CURLUPART_USER).empty() || !parsed.part(CURLUPART_PASSWORD).empty()) {
    return bad(": it holds a user name or a password");
  }
  if (!parsed.part(CURLUPART_FRAGMENT).empty()) return bad(": it has a fragment");
  const std::string port = parsed.part(CURLUPART_PORT);
  read.port = read.tls ? tls_port : plain_port;
  if (!port.empty()) read.port = static_cast<std::uint16_t>(std::stoul(port));
  const std::string path = parsed.part(CURLUPART_PATH);
  const std::string query = parsed.part(CURLUPART_QUERY);
  read.target = (path.empty() ? "/" : path) + (query.empty() ? "" : "?" + query);
  return read;
}

}  // namespace streamctl::net
