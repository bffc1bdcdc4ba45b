#include "net/http_client/typed_url.h"

#include <arpa/inet.h>
#include <string_view>
#include <utility>

#include "core/text.h"
#include "net/host_port.h"
#include "net/http_client/curl_url.h"
#include "net/http_client/http_client.h"
#include "net/http_client/url_parts.h"

namespace streamctl::net {
namespace {

constexpr const char* secure_port = "443";

/// Returns "3000/x" for "3000/x" and ":3000/x": a port and the rest.
bool begins_with_port(std::string_view text) {
  const std::string_view digits = text.substr(0, text.find_first_of("/?#"));
  return !digits.empty() && digits.find_first_not_of("0123456789") == std::string_view::npos;
}

bool is_bare_v6(const std::string& text) {
  in6_addr address{};
  return inet_pton(AF_INET6, text.c_str(), &address) == 1;
}

/// Returns the text after "http:" or "https:", with or without slashes; otherwise all of it.
std::string_view without_scheme(std::string_view text) {
  for (const std::string_view scheme : {"https:", "http:"}) {
    if (!equals_ignoring_case(text.substr(0, scheme.size()), scheme)) continue;
    text.remove_prefix(scheme.size());
    while (text.starts_with('/'))
      text.remove_prefix(1);
    break;
  }
  return text;
}

/// Guesses the scheme of a remote server: https, except for an explicit port, a bare address or a
/// name without a domain.
std::string likely_scheme(const UrlParts& as_http) {
  const std::string port = as_http.part(CURLUPART_PORT);
  const std::string host = as_http.host();
  const bool is_address = host.find_first_not_of("0123456789.") == std::string::npos ||
                          host.find(':') != std::string::npos;
  const bool is_public = !is_address && host.find('.') != std::string::npos;
  return port == secure_port || (port.empty() && is_public) ? "https://" : "http://";
}

/// Explains why `text`, which has no scheme and does not name this machine, is not a URL.
Error scheme_error(const std::string& text) {
  const std::string what = "bad URL '" + printable(text) + "'";
  const std::string rest(without_scheme(text));
  const UrlParts meant("http://" + rest);
  // Never show text that contains a password.
  if (!meant.part(CURLUPART_USER).empty() || !meant.part(CURLUPART_PASSWORD).empty())
    return check_url("http://" + rest).error();
  if (meant.code() != CURLUE_OK || meant.host().empty() || rest.starts_with('/'))
    return usage_error(what, "write it as http://HOST:PORT/PATH or https://HOST/PATH");
  if (rest == text)
    return usage_error(what + ": it has no scheme",
                       "write it as " + likely_scheme(meant) + printable(text));
  const bool is_secure = lower_ascii(text).starts_with("https");
  return usage_error(
      what + ": the scheme lacks its slashes",
      "write it as " + std::string(is_secure ? "https://" : "http://") + printable(rest));
}

bool has_scheme(std::string_view text) {
  const auto mark = text.find("://");
  return mark != std::string_view::npos && mark < text.find_first_of("/?#");
}

std::string with_scheme(const std::string& text) {
  if (has_scheme(text)) return text;
  if (begins_with_port(text)) return "http://localhost:" + text;
  if (text.starts_with(':') && begins_with_port(text.substr(1))) return "http://localhost" + text;
  return "http://" + (is_bare_v6(text) ? bracketed(text) : text);
}

}  // namespace

Result<std::string> read_url(const std::string& typed) {
  const std::string text(trimmed(typed));
  std::string url = with_scheme(text);
  const bool names_no_host = url.starts_with("http://localhost:");
  if (!has_scheme(text) && !names_no_host && !leads_to_this_machine(host_of(url)))
    return scheme_error(text);
  if (auto good = check_url(url); !good) return std::move(good).error();
  return url;
}

}  // namespace streamctl::net
