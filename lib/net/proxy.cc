#include "net/proxy.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "core/text.h"
#include "net/curl_url.h"
#include "net/url_parts.h"

namespace streamctl::net {
namespace {

constexpr std::uint16_t usual_port = 1080;  // libcurl's, for a proxy whose URL names none.

std::string first_set(const Variables& variables, const std::vector<const char*>& names) {
  for (const char* name : names) {
    if (auto value = variables(name); value && !value->empty()) return *value;
  }
  return "";
}

/// "video.example" is meant by "example", ".example" and itself.
bool is_listed(std::string_view list, std::string_view host) {
  std::string commas(list);
  std::replace(commas.begin(), commas.end(), ' ', ',');
  const auto items = split(commas, ',');
  return std::any_of(items.begin(), items.end(), [&](std::string_view item) {
    const std::string lower = lower_ascii(item);
    std::string_view name = lower;
    if (name == "*") return true;
    if (name.starts_with('.')) name.remove_prefix(1);
    if (name.starts_with('[') && name.ends_with(']')) name = name.substr(1, name.size() - 2);
    if (name.empty() || !host.ends_with(name)) return false;
    return host.size() == name.size() || host[host.size() - name.size() - 1] == '.';
  });
}

}  // namespace

std::string Proxy::shown() const {
  const std::string name = host.find(':') == std::string::npos ? host : "[" + host + "]";
  return name + ":" + std::to_string(port);
}

std::optional<Proxy> proxy_for(const std::string& host, bool tls, const Variables& variables) {
  if (is_loopback(host) || is_link_local(host)) return std::nullopt;
  if (is_listed(first_set(variables, {"no_proxy", "NO_PROXY"}), host)) return std::nullopt;
  // Not HTTP_PROXY: to a CGI program that is a header field of whoever calls it.
  const std::string url =
      tls ? first_set(variables, {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"})
          : first_set(variables, {"http_proxy", "all_proxy", "ALL_PROXY"});
  if (url.empty()) return std::nullopt;
  const UrlParts parts(url.find("://") == std::string::npos ? "http://" + url : url);
  if (parts.host().empty()) return std::nullopt;
  Proxy proxy;
  proxy.scheme = parts.part(CURLUPART_SCHEME);
  proxy.host = parts.host();
  const std::string port = parts.part(CURLUPART_PORT);
  proxy.port = port.empty() ? usual_port : static_cast<std::uint16_t>(std::stoul(port));
  const std::string name = parts.part(CURLUPART_USER, CURLU_URLDECODE);
  const std::string password = parts.part(CURLUPART_PASSWORD, CURLU_URLDECODE);
  if (!name.empty() || !password.empty()) proxy.credentials = name + ":" + password;
  return proxy;
}

}  // namespace streamctl::net
