#include "net/curl_url.h"

#include <arpa/inet.h>
#include <memory>
#include <utility>

#include <curl/curl.h>

#include "core/text.h"
#include "net/http_client.h"

namespace streamctl::net {

namespace {

struct FreeUrl {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
using Url = std::unique_ptr<CURLU, FreeUrl>;

std::string part(const Url& url, CURLUPart which) {
  char* text = nullptr;
  if (curl_url_get(url.get(), which, &text, 0) != CURLUE_OK) return "";
  std::string copy(text);
  curl_free(text);
  return copy;
}

constexpr const char* url_hint = "write it as http://HOST:PORT/PATH or https://HOST/PATH";

}  // namespace

Result<void> check_url(const std::string& url) {
  const Url parsed(curl_url());
  // An unknown scheme is let through here, to be named below.
  const CURLUcode code =
      curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), CURLU_NON_SUPPORT_SCHEME);
  const std::string scheme = part(parsed, CURLUPART_SCHEME);
  if (code == CURLUE_OK &&
      (!part(parsed, CURLUPART_USER).empty() || !part(parsed, CURLUPART_PASSWORD).empty()))
    return usage_error("the URL holds a user name or a password",
                       "give credentials as -H 'Authorization: ...'");
  if (code == CURLUE_OK && scheme != "http" && scheme != "https")
    return usage_error("bad URL '" + url + "': not http or https", url_hint);
  if (code == CURLUE_BAD_PORT_NUMBER)
    return usage_error("bad URL '" + url + "': the port is not a number from 0 to 65535", url_hint);
  if (code != CURLUE_OK || part(parsed, CURLUPART_HOST).empty())
    return usage_error("bad URL '" + url + "'", url_hint);
  return {};
}

std::string host_of(const std::string& url) {
  const Url parsed(curl_url());
  if (curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK) return "";
  std::string host = lower_ascii(part(parsed, CURLUPART_HOST));
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  return host;
}

bool is_loopback(std::string_view host) {
  if (host == "localhost" || host.ends_with(".localhost")) return true;
  const std::string text(host);
  in_addr v4{};
  if (inet_pton(AF_INET, text.c_str(), &v4) == 1) return (ntohl(v4.s_addr) >> 24U) == 127;
  in6_addr v6{};
  return inet_pton(AF_INET6, text.c_str(), &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6);
}

bool is_link_local(std::string_view host) {
  in_addr v4{};
  return inet_pton(AF_INET, std::string(host).c_str(), &v4) == 1 &&
         (ntohl(v4.s_addr) >> 16U) == 0xA9FEU;
}

}  // namespace streamctl::net
