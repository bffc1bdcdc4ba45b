#include "net/web_socket_url.h"

#include <memory>

#include <curl/curl.h>

#include "core/text.h"
#include "core/units.h"

namespace streamctl::net {
namespace {

struct FreeUrl {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
using Url = std::unique_ptr<CURLU, FreeUrl>;

constexpr std::uint16_t plain_port = 80;
constexpr std::uint16_t tls_port = 443;

std::string part(const Url& url, CURLUPart which) {
  char* text = nullptr;
  if (curl_url_get(url.get(), which, &text, 0) != CURLUE_OK) return "";
  std::string copy(text);
  curl_free(text);
  return copy;
}

}  // namespace

std::string WebSocketUrl::authority() const {
  std::string text = host.find(':') == std::string::npos ? host : "[" + host + "]";
  if (port != (tls ? tls_port : plain_port)) text += ":" + std::to_string(port);
  return text;
}

Result<WebSocketUrl> parse_web_socket_url(const std::string& url) {
  const auto bad = [&](const std::string& why) {
    return usage_error("bad WebSocket URL '" + printable(url.substr(0, url.find('?'))) + "'" + why,
                       "write it as ws://HOST:PORT/PATH or wss://HOST/PATH");
  };
  const Url parsed(curl_url());
  // libcurl knows these schemes only where it was built with them.
  if (curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), CURLU_NON_SUPPORT_SCHEME) !=
      CURLUE_OK) {
    return bad("");
  }
  WebSocketUrl read;
  const std::string scheme = part(parsed, CURLUPART_SCHEME);
  if (scheme != "ws" && scheme != "wss") return bad(": not ws or wss");
  read.tls = scheme == "wss";
  read.host = lower_ascii(part(parsed, CURLUPART_HOST));
  if (read.host.starts_with('[') && read.host.ends_with(']')) {
    read.host = read.host.substr(1, read.host.size() - 2);
  }
  if (read.host.empty()) return bad(": no host");
  if (!part(parsed, CURLUPART_USER).empty() || !part(parsed, CURLUPART_PASSWORD).empty()) {
    return bad(": it holds a user name or a password");
  }
  if (!part(parsed, CURLUPART_FRAGMENT).empty()) return bad(": it has a fragment");
  const std::string port = part(parsed, CURLUPART_PORT);
  read.port = read.tls ? tls_port : plain_port;
  if (!port.empty()) read.port = static_cast<std::uint16_t>(std::stoul(port));
  const std::string path = part(parsed, CURLUPART_PATH);
  const std::string query = part(parsed, CURLUPART_QUERY);
  read.target = (path.empty() ? "/" : path) + (query.empty() ? "" : "?" + query);
  return read;
}

}  // namespace streamctl::net
