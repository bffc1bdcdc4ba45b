#include "net/http_client/curl_url.h"

#include <arpa/inet.h>

#include "core/text.h"
#include "net/host_port.h"
#include "net/http_client/http_client.h"
#include "net/http_client/url_parts.h"

namespace streamctl::net {

namespace {

constexpr const char* url_hint = "write it as http://HOST:PORT/PATH or https://HOST/PATH";

}  // namespace

Result<void> check_url(const std::string& url) {
  const UrlParts parsed(url);  // Accepts an unknown scheme, reported below.
  const CURLUcode code = parsed.code();
  const std::string scheme = parsed.part(CURLUPART_SCHEME);
  if (code == CURLUE_OK &&
      (!parsed.part(CURLUPART_USER).empty() || !parsed.part(CURLUPART_PASSWORD).empty()))
    return usage_error("the URL holds a user name or a password",
                       "give credentials as -H 'Authorization: ...'");
  if (code == CURLUE_OK && scheme != "http" && scheme != "https")
    return usage_error("bad URL '" + url + "': not http or https", url_hint);
  if (code == CURLUE_BAD_PORT_NUMBER || (code == CURLUE_OK && parsed.part(CURLUPART_PORT) == "0"))
    return usage_error("bad URL '" + url + "': the port is not a number from 1 to 65535", url_hint);
  // libcurl takes the path of "http:///x" for the host.
  const bool lacks_host = url.find(":///") == url.find(':') && url.find(':') != std::string::npos;
  if (code != CURLUE_OK || lacks_host || parsed.part(CURLUPART_HOST).empty())
    return usage_error("bad URL '" + url + "'", url_hint);
  return {};
}

std::string host_of(const std::string& url) {
  return UrlParts(url, 0).host();
}

std::string host_field_of(const std::string& url) {
  const UrlParts parts(url);
  const std::string port = parts.part(CURLUPART_PORT, CURLU_NO_DEFAULT_PORT);
  return bracketed(parts.host()) + (port.empty() ? "" : ":" + port);
}

bool is_loopback(std::string_view host) {
  if (host.ends_with('.')) host.remove_suffix(1);
  if (host == "localhost" || host.ends_with(".localhost")) return true;
  const std::string text(host);
  in_addr v4{};
  if (inet_pton(AF_INET, text.c_str(), &v4) == 1) return (ntohl(v4.s_addr) >> 24U) == 127;
  in6_addr v6{};
  if (inet_pton(AF_INET6, text.c_str(), &v6) != 1) return false;
  return IN6_IS_ADDR_LOOPBACK(&v6) || (IN6_IS_ADDR_V4MAPPED(&v6) && v6.s6_addr[12] == 127);
}

bool leads_to_this_machine(std::string_view host) {
  if (is_loopback(host)) return true;
  const std::string text(host);
  in_addr v4{};
  if (inet_pton(AF_INET, text.c_str(), &v4) == 1) return v4.s_addr == INADDR_ANY;
  in6_addr v6{};
  return inet_pton(AF_INET6, text.c_str(), &v6) == 1 && IN6_IS_ADDR_UNSPECIFIED(&v6);
}

bool is_link_local(std::string_view host) {
  in_addr v4{};
  return inet_pton(AF_INET, std::string(host).c_str(), &v4) == 1 &&
         (ntohl(v4.s_addr) >> 16U) == 0xA9FEU;
}

}  // namespace streamctl::net
