#include "net/http_client/proxy.h"

#include <string_view>
#include <vector>

#include "net/host_port.h"
#include "net/http_client/curl_url.h"
#include "net/http_client/no_proxy.h"
#include "net/http_client/url_parts.h"

namespace streamctl::net {
namespace {

constexpr std::uint16_t usual_port = 1080;  // libcurl's default, for a proxy URL without a port.
constexpr std::uint16_t http_port = 80;
constexpr std::uint16_t https_port = 443;

std::string first_set(const Environment& environment, const std::vector<const char*>& names) {
  for (const char* name : names) {
    if (auto value = environment(name); value && !value->empty()) return *value;
  }
  return "";
}

std::uint16_t port_of(const UrlParts& url, std::uint16_t otherwise) {
  const std::string port = url.part(CURLUPART_PORT);
  return port.empty() ? otherwise : static_cast<std::uint16_t>(std::stoul(port));
}

/// Explains the likely meaning of a proxy's response to CONNECT.
std::string meaning_of(unsigned status, bool has_credentials) {
  switch (status) {
    case 407:
      return has_credentials ? ": it does not take the user name and the password in its URL"
                             : ": it wants a user name and a password";
    case 403:
      return ": it does not allow connections there";
    case 502:
    case 503:
    case 504:
      return ": it could not make the connection";
    default:
      return "";
  }
}

}  // namespace

std::string refusal_text(const Proxy& proxy, unsigned status) {
  return "the proxy " + proxy.shown() + " answered " + std::to_string(status) + " to CONNECT" +
         meaning_of(status, !proxy.credentials.empty());
}

std::string Proxy::shown() const {
  return host_and_port(host, port);
}

std::optional<Proxy> proxy_for(const std::string& target, const Environment& environment) {
  const UrlParts asked(target);
  const std::string host = asked.host();
  const std::string scheme = asked.part(CURLUPART_SCHEME);
  const bool tls = scheme == "https" || scheme == "wss";
  if (leads_to_this_machine(host) || is_link_local(host)) return std::nullopt;
  if (is_listed(first_set(environment, {"no_proxy", "NO_PROXY"}), host,
                port_of(asked, tls ? https_port : http_port)))
    return std::nullopt;
  // Not HTTP_PROXY: in a CGI program, the caller controls it through a header field.
  const std::string url =
      tls ? first_set(environment, {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"})
          : first_set(environment, {"http_proxy", "all_proxy", "ALL_PROXY"});
  if (url.empty()) return std::nullopt;
  const UrlParts parts(url.find("://") == std::string::npos ? "http://" + url : url);
  if (parts.host().empty()) return std::nullopt;
  Proxy proxy;
  proxy.scheme = parts.part(CURLUPART_SCHEME);
  proxy.host = parts.host();
  proxy.port = port_of(parts, usual_port);
  const std::string name = parts.part(CURLUPART_USER, CURLU_URLDECODE);
  const std::string password = parts.part(CURLUPART_PASSWORD, CURLU_URLDECODE);
  if (!name.empty() || !password.empty()) proxy.credentials = name + ":" + password;
  return proxy;
}

}  // namespace streamctl::net
